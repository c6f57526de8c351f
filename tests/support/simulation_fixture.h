/* A simulation from the text of its design, run in this process. */
#ifndef SIMULATION_FIXTURE_H
#define SIMULATION_FIXTURE_H

#include <copse/protocol.h>

#include <check.h>
#include <stdlib.h>
#include <unistd.h>

typedef struct simulated {
    copse_simulation_file file;
    copse_simulation *simulation;
    void *state;
} simulated;

/* Reads the design; the status and *err are the reader's. */
static inline copse_status read_design(const char *yaml, copse_simulation_file *file, copse_error *err)
{
    char path[] = "/tmp/copse-simulation-XXXXXX";
    copse_error own = {0};
    const int descriptor = mkstemp(path);
    ck_assert_int_ge(descriptor, 0);
    (void)close(descriptor);
    ck_assert_int_eq(copse_file_write(path, yaml, strlen(yaml), &own), COPSE_OK);
    const copse_status status = copse_simulation_read(path, file, err);
    (void)unlink(path);
    return status;
}

static inline simulated new_simulation(const char *yaml, copse_isa isa)
{
    simulated s = {0};
    copse_error err = {0};
    ck_assert_msg(read_design(yaml, &s.file, &err) == COPSE_OK, "%s", err.text);
    s.file.design.isa = isa;
    ck_assert_msg(copse_simulation_new(&s.file.design, &s.simulation, &err) == COPSE_OK, "%s", err.text);
    s.state = copse_alloc(copse_simulation_state_size(s.simulation), 1);
    ck_assert_ptr_nonnull(s.state);
    return s;
}

/* Does every `step`-th block from `from` on into *state. */
static inline void run_blocks(const simulated *s, size_t from, size_t step, void *state)
{
    copse_error err = {0};
    void *worker = NULL;
    const uint64_t total = copse_simulation_total(s->simulation);
    const size_t block = copse_simulation_block(s->simulation);
    ck_assert_int_eq(copse_simulation_open(s->simulation, &worker, &err), COPSE_OK);
    for (uint64_t first = from * block; first < total; first += step * block)
        ck_assert_int_eq(copse_simulation_work(s->simulation, worker, first, block, NULL, state, &err), COPSE_OK);
    copse_simulation_close(s->simulation, worker);
}

static inline simulated run_simulation(const char *yaml)
{
    simulated s = new_simulation(yaml, COPSE_ISA_BEST);
    run_blocks(&s, 0, 1, s.state);
    return s;
}

static inline copse_simulation_summary summary_of(const simulated *s, size_t cell, size_t method)
{
    copse_simulation_summary summary;
    copse_simulation_summarise(s->simulation, s->state, cell, method, &summary);
    return summary;
}

static inline void free_simulation(simulated *s)
{
    free(s->state);
    copse_simulation_free(s->simulation);
    copse_simulation_file_free(&s->file);
}

#endif
