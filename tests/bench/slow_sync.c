/* LD_PRELOAD shim: every fsync and fdatasync takes SLOW_SYNC_US microseconds longer (default 1000). */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <time.h>

static void wait_a_little(void) {
    static long micros = -1;
    if (micros < 0) {
        const char* set = getenv("SLOW_SYNC_US");
        micros = set ? atol(set) : 1000;
    }
    const struct timespec pause = {micros / 1000000, (micros % 1000000) * 1000};
    nanosleep(&pause, NULL);
}

int fsync(int fd) {
    static int (*next)(int);
    if (!next) next = (int (*)(int))dlsym(RTLD_NEXT, "fsync");
    wait_a_little();
    return next(fd);
}

int fdatasync(int fd) {
    static int (*next)(int);
    if (!next) next = (int (*)(int))dlsym(RTLD_NEXT, "fdatasync");
    wait_a_little();
    return next(fd);
}
