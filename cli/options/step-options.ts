import type { Command } from 'commander';
import { list } from './list-option.ts';

/** Adds the options by which a run and a replay of one are shown step by step. */
export function addStepOptions(command: Command): Command {
  return command
    .option('--step [grain]', 'Stop at each of the six states; =detail at every step, =syscall at every system call')
    .addOption(
      list(
        '--break <step>',
        'Run on until this step, state or syscall:NAME, and stop there; * stands for any letters; may be repeated',
      ),
    )
    .option('--break-on-error', 'Stop where a step fails or the program does not end with 0, before the cleanup')
    .option('--auto <seconds>', 'Go on by itself after this time at each stop, for a demonstration')
    .option('--predict [how]', 'Ask what will happen, at some of the stops; =all asks every question there is')
    .option('--present', 'Show the steps large and in strong colours, for a projector')
    .option('--plain', 'Step with one line of text each, even on a terminal')
    .option('--json', 'Step with one JSON object a line, on stdout, for other programs')
    .option(
      '--inspect [inspector]',
      'Show the statechart and the evidence in a browser too; =xstate, =stately: feed @xstate/inspect, @statelyai/inspect',
    )
    .option(
      '--share [address]',
      'Let a class in the same network follow in their browsers, by a code; =ADDRESS[:PORT] of this machine; implies --inspect',
    );
}
