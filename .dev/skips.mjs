/** A vitest reporter that ends the run with the tests that were skipped, and why: a skip nobody sees is a test nobody has. */
export default class Skips {
  onTestRunEnd(testModules) {
    const skipped = testModules.flatMap((module) => [...module.children.allTests('skipped')]).filter(isMeant);
    if (skipped.length === 0) return;
    process.stdout.write(`\nSkipped, ${skipped.length}:\n`);
    for (const test of skipped) process.stdout.write(`  ${test.fullName}${reason(test)}\n`);
  }
}

/** Leaves out tests that were merely not asked for, by `-t` or `.only`. */
function isMeant(test) {
  return test.options.mode !== 'run' || test.result().note !== undefined;
}

function reason(test) {
  const { note } = test.result();
  return note === undefined ? '' : `: ${note}`;
}
