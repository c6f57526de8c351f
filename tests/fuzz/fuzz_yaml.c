/* libFuzzer target: any bytes as a protocol (first byte even) or a simulation design (odd). What is wrong must be told in
 * one line. */
#include <copse/protocol.h>

#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds)
{
    if (!holds) abort();
}

static void check_error(copse_status status, const copse_error *err)
{
    must(err->status == status && strlen(err->text) > 0 && strpbrk(err->text, "\r\n") == NULL);
    must(copse_utf8_valid(err->text, strlen(err->text), NULL));
}

/* Protocols are read from files. */
static bool write_file(const char *path, const uint8_t *data, size_t size)
{
    const int file = open(path, O_WRONLY | O_TRUNC | O_CREAT | O_CLOEXEC, 0600);
    if (file < 0) return false;
    const bool written = write(file, data, size) == (ssize_t)size;
    return close(file) == 0 && written;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char path[64];
    copse_error err = {0};
    if (size == 0) return 0;
    (void)snprintf(path, sizeof path, "/tmp/copse-fuzz-%ld.yaml", (long)getpid());
    if (!write_file(path, data + 1, size - 1)) return 0;
    if (data[0] % 2 == 0) {
        copse_protocol *protocol = NULL;
        const copse_status status = copse_protocol_read(path, &protocol, &err);
        must((status == COPSE_OK) == (protocol != NULL));
        if (status != COPSE_OK) check_error(status, &err);
        copse_protocol_free(protocol);
    } else {
        copse_simulation_file file = {0};
        const copse_status status = copse_simulation_read(path, &file, &err);
        if (status != COPSE_OK) check_error(status, &err);
        copse_simulation_file_free(&file);
    }
    (void)unlink(path);
    return 0;
}
