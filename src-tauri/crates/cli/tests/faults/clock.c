/* Loaded into a program, it makes its clock wrong by the seconds that stand in the file $CLOCK_OFF names, which may change
 * at any time. Only the time of day: what measures durations goes on as it was. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

int clock_gettime(clockid_t clock, struct timespec *at)
{
    static volatile int64_t *off;
    long result = syscall(SYS_clock_gettime, clock, at);
    if (result != 0 || clock != CLOCK_REALTIME)
        return (int)result;
    if (!off) {
        const char *name = getenv("CLOCK_OFF");
        int file = name ? open(name, O_RDONLY | O_CLOEXEC) : -1;
        void *shared = file < 0 ? MAP_FAILED : mmap(NULL, sizeof *off, PROT_READ, MAP_SHARED, file, 0);
        if (file >= 0)
            close(file);
        if (shared == MAP_FAILED)
            return 0;
        off = shared;
    }
    at->tv_sec += *off;
    return 0;
}
