// Stands between a program and the disk (LD_PRELOAD): counts what it does to the files below one folder, and stops it
// or lets it fail at the n-th time. Real system calls are made directly, so nothing here depends on load order.
//
//   DISK_SHIM_FOLDER  only files below this folder count
//   DISK_SHIM_MODE    count | kill (SIGKILL just before the n-th) | full (the n-th and all later give ENOSPC) |
//                     broken (the same with EIO)
//   DISK_SHIM_AT      n, from 1
//   DISK_SHIM_REPORT  file that gets "operations bytes" at the end of the process
//
// Operations: write, pwrite, writev, pwritev, fsync, fdatasync, ftruncate, rename, unlink and their kin. Taking a name
// away needs no room, so unlink never fails here.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

static atomic_long operations, bytes;

static const char *setting(const char *name) {
  const char *value = getenv(name);
  return value ? value : "";
}

static int is_below_folder(const char *path) {
  const char *folder = setting("DISK_SHIM_FOLDER");
  size_t length = strlen(folder);
  return length > 0 && strncmp(path, folder, length) == 0;
}

static int is_ours(int descriptor) {
  char link[64], path[PATH_MAX];
  snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
  ssize_t length = readlink(link, path, sizeof path - 1);
  if (length < 0) return 0;
  path[length] = 0;
  return is_below_folder(path);
}

// The error to give, or 0 to go on.
static int begin(int can_fail, long size) {
  long number = atomic_fetch_add(&operations, 1) + 1;
  const char *mode = setting("DISK_SHIM_MODE");
  long at = atol(setting("DISK_SHIM_AT"));
  if (at > 0 && number >= at) {
    if (strcmp(mode, "kill") == 0) {
      syscall(SYS_kill, getpid(), SIGKILL);
      for (;;) pause();
    }
    if (can_fail && strcmp(mode, "full") == 0) return ENOSPC;
    if (can_fail && strcmp(mode, "broken") == 0) return EIO;
  }
  atomic_fetch_add(&bytes, size);
  return 0;
}

#define STOP_HERE(can_fail, size)                     \
  do {                                                \
    int code = begin(can_fail, (long)(size));         \
    if (code) {                                       \
      errno = code;                                   \
      return -1;                                      \
    }                                                 \
  } while (0)

ssize_t write(int descriptor, const void *buffer, size_t size) {
  if (is_ours(descriptor)) STOP_HERE(1, size);
  return syscall(SYS_write, descriptor, buffer, size);
}

ssize_t pwrite(int descriptor, const void *buffer, size_t size, off_t offset) {
  if (is_ours(descriptor)) STOP_HERE(1, size);
  return syscall(SYS_pwrite64, descriptor, buffer, size, offset);
}

ssize_t pwrite64(int descriptor, const void *buffer, size_t size, off64_t offset) {
  return pwrite(descriptor, buffer, size, offset);
}

static long total(const struct iovec *parts, int count) {
  long size = 0;
  for (int i = 0; i < count; i++) size += (long)parts[i].iov_len;
  return size;
}

ssize_t writev(int descriptor, const struct iovec *parts, int count) {
  if (is_ours(descriptor)) STOP_HERE(1, total(parts, count));
  return syscall(SYS_writev, descriptor, parts, count);
}

ssize_t pwritev(int descriptor, const struct iovec *parts, int count, off_t offset) {
  if (is_ours(descriptor)) STOP_HERE(1, total(parts, count));
  return syscall(SYS_pwritev, descriptor, parts, count, offset, 0L);
}

int fsync(int descriptor) {
  if (is_ours(descriptor)) STOP_HERE(1, 0);
  return (int)syscall(SYS_fsync, descriptor);
}

int fdatasync(int descriptor) {
  if (is_ours(descriptor)) STOP_HERE(1, 0);
  return (int)syscall(SYS_fdatasync, descriptor);
}

int ftruncate(int descriptor, off_t size) {
  if (is_ours(descriptor)) STOP_HERE(1, 0);
  return (int)syscall(SYS_ftruncate, descriptor, size);
}

int ftruncate64(int descriptor, off64_t size) { return ftruncate(descriptor, size); }

int renameat2(int from_folder, const char *from, int to_folder, const char *to, unsigned flags) {
  if (is_below_folder(to)) STOP_HERE(1, 0);
  return (int)syscall(SYS_renameat2, from_folder, from, to_folder, to, flags);
}

int renameat(int from_folder, const char *from, int to_folder, const char *to) {
  return renameat2(from_folder, from, to_folder, to, 0);
}

int rename(const char *from, const char *to) { return renameat2(AT_FDCWD, from, AT_FDCWD, to, 0); }

int unlinkat(int folder, const char *path, int flags) {
  if (is_below_folder(path)) begin(0, 0);
  return (int)syscall(SYS_unlinkat, folder, path, flags);
}

int unlink(const char *path) { return unlinkat(AT_FDCWD, path, 0); }

__attribute__((destructor)) static void report(void) {
  const char *path = setting("DISK_SHIM_REPORT");
  if (!*path) return;
  char text[64];
  int length = snprintf(text, sizeof text, "%ld %ld\n", atomic_load(&operations), atomic_load(&bytes));
  int descriptor = open(path, O_CREAT | O_WRONLY | O_TRUNC | O_CLOEXEC, 0600);
  if (descriptor < 0) return;
  syscall(SYS_write, descriptor, text, (size_t)length);
  close(descriptor);
}
