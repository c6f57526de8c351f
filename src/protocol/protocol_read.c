/* Opening a protocol: find the file, read it by the schema, check it. */
#include "spec.h"

#include <copse/frame.h>

#include <stdlib.h>
#include <string.h>

/* Messages and the manifest name the file without its folders, so that they are the same on every machine. */
static copse_status open_paths(const char *path, copse_protocol *p, copse_error *err)
{
    const char *slash = strrchr(path, '/');
    if (path[0] == '@') {
        const copse_status status = copse_dataset_path(path, "protocol.yaml", &p->path, err);
        if (status != COPSE_OK) return status;
        p->name = copse_copy(path);
    } else {
        p->path = copse_copy(path);
        p->name = copse_copy(slash != NULL ? slash + 1 : path);
    }
    return p->path != NULL && p->name != NULL ? COPSE_OK : copse_fail_memory(err);
}

copse_status copse_protocol_read(const char *path, copse_protocol **protocol, copse_error *err)
{
    char *bytes = NULL;
    size_t n = 0;
    if (protocol == NULL) return copse_fail(err, COPSE_EINVAL, "no place for the protocol");
    *protocol = NULL;
    if (path == NULL || path[0] == '\0') return copse_fail(err, COPSE_EINVAL, "no path of a protocol");
    copse_protocol *p = copse_alloc(1, sizeof *p);
    if (p == NULL) return copse_fail_memory(err);
    copse_status status = open_paths(path, p, err);
    if (status == COPSE_OK) status = copse_file_read(p->path, &bytes, &n, err);
    if (status == COPSE_OK) copse_sha256(bytes, n, p->sha256);
    if (status == COPSE_OK)
        status = copse_i_yaml_read(p->name, bytes, n, &copse_i_spec_schema, &p->arena, &p->spec, err);
    if (status == COPSE_OK) status = copse_i_spec_check(p, err);
    free(bytes);
    if (status != COPSE_OK) {
        copse_protocol_free(p);
        return status;
    }
    *protocol = p;
    return COPSE_OK;
}

void copse_protocol_free(copse_protocol *protocol)
{
    if (protocol == NULL) return;
    copse_i_arena_free(&protocol->arena);
    free(protocol->path);
    free(protocol->name);
    free(protocol);
}
