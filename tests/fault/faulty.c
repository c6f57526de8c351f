/* A program with every fault that the driver must find, and one way without: faulty good|crash|leak|silent|dumb|file */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(int argc, char **argv)
{
    const char *mode = argc > 1 ? argv[1] : "good";
    char *volatile first = malloc(10);
    char *volatile second = first != NULL ? malloc(20) : NULL;
    if (strcmp(mode, "crash") == 0) second[0] = 'x';
    if (second != NULL) {
        (void)fputs("answer\n", stderr);
        free(first);
        free(second);
        return 0;
    }
    if (strcmp(mode, "leak") != 0) free(first);
    if (strcmp(mode, "silent") == 0) return 0;
    if (strcmp(mode, "file") == 0 && remove("out") != 0) return 3;
    (void)fputs(strcmp(mode, "dumb") == 0 ? "copse: no\n" : "copse: out of memory\n", stderr);
    return 3;
}
