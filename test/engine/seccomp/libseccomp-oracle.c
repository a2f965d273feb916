/*
 * Compiles a policy with libseccomp, adding its rules as runc does. Reads words from stdin:
 *   default ACTION | arch NAME | rule ACTION SYSCALL COUNT (INDEX OP VALUE VALUE2)*
 * Writes the filter to stdout, and the names of system calls that this libseccomp does not know to stderr.
 */
#include <errno.h>
#include <seccomp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static scmp_filter_ctx filter;

static void check(int result, const char *what) {
  if (result >= 0 || result == -EEXIST) return;
  fprintf(stderr, "! %s: %s\n", what, strerror(-result));
  exit(1);
}

static void read_rule(void) {
  unsigned action, count;
  char name[64];
  struct scmp_arg_cmp args[6];
  if (scanf("%u %63s %u", &action, name, &count) != 3 || count > 6) exit(2);
  for (unsigned i = 0; i < count; i++) {
    int op;
    if (scanf("%u %d %lu %lu", &args[i].arg, &op, &args[i].datum_a, &args[i].datum_b) != 4) exit(2);
    args[i].op = op;
  }
  int number = seccomp_syscall_resolve_name(name);
  if (number == __NR_SCMP_ERROR) fprintf(stderr, "%s\n", name);
  else check(seccomp_rule_add_array(filter, action, number, count, args), name);
}

int main(void) {
  char word[64];
  unsigned action;
  while (scanf("%63s", word) == 1) {
    if (!strcmp(word, "default") && scanf("%u", &action) == 1) {
      filter = seccomp_init(action);
      seccomp_arch_remove(filter, SCMP_ARCH_NATIVE);
    } else if (!strcmp(word, "arch") && scanf("%63s", word) == 1) {
      check(seccomp_arch_add(filter, seccomp_arch_resolve_name(word)), word);
    } else if (!strcmp(word, "rule")) {
      read_rule();
    }
  }
  check(seccomp_export_bpf(filter, 1), "export");
  return 0;
}
