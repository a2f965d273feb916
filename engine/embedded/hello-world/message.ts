/** What `/hello` prints. It has to be true for every way to run it: at once or step by step, from any registry, with any runtime. */
export const MESSAGE = `
Hello from learn-run!
You are reading the output of a real Linux container. It takes six steps:

 1. imageCheck          The image was looked up, and pulled if it was missing.
 2. containerCreation   Its layers became a root directory, its config the
                        settings of a process, namespaces a world of its own.
 3. containerExecution  The process that waited in there became /hello, and
 4. outputDisplay       wrote this text to its standard output: here it is.
 5. containerExit       Now it exits, and its status (0) is collected.
 6. containerCleanup    What was made for it is removed, unless you keep it.

Take the same six steps, one key at a time:
 $ learn-run hello-world --step         (npm start -- hello-world --step)
See every system call on the way:
 $ learn-run hello-world --step=syscall
Run something bigger, from Docker Hub:
 $ learn-run alpine ls -l /

`;
