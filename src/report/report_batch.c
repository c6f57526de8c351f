/* `copse batch`: a corpus in, a row for each meta-analysis out. Chunks of a wave are parsed, pooled and written as text
 * side by side; meanwhile one worker writes out the wave before, in order, and reads the one after. Where chunks end depends
 * on the bytes alone, and they are written in their order, so that nothing depends on the number of workers. */
#include "batch_rows.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    LEAST = 64,
    EACH = 8
}; /* chunks of a wave: at least, and for each thread, so that none waits long for the last */

/* A chunk on its way through. */
typedef struct slot {
    copse_corpus_chunk chunk;
    copse_corpus_rows rows;
    copse_text out;
    copse_batch_summary summary;
    copse_status status;
    copse_error err;
} slot;

typedef struct wave {
    slot *slot;
    size_t slots, count; /* count: in use */
    copse_status status; /* of reading what comes after its slots */
    copse_error err;
} wave;

/* A thread's own. */
typedef struct worker {
    copse_batch *batch;
    copse_batch_fit *fit;
    bool *refused;
    size_t fit_capacity, refused_capacity;
    copse_text why;
} worker;

typedef struct pipeline {
    const copse_batch_stream *stream;
    copse_i_batch_chunk model; /* what all chunks share */
    wave *now, *other;         /* being worked on; being written, then read */
    worker *worker;
    int workers;
    bool started; /* the head is written */
    copse_batch_summary *summary;
} pipeline;

/* ------------------------------------------------------------------------------------------ one chunk */

static void note_first(copse_batch_summary *summary, const slot *s, size_t g, const copse_batch_fit *fit,
                       const copse_text *why)
{
    if (summary->status[fit->status]++ > 0 || fit->status == COPSE_BATCH_OK) return;
    char *first = summary->first[fit->status];
    const size_t size = sizeof summary->first[0];
    const char *key = s->rows.texts.bytes + s->rows.key[g];
    (void)snprintf(first, size, "%.60s: %s", key, copse_text_string(why));
    size_t bad = 0;
    if (!copse_utf8_valid(first, strlen(first), &bad)) first[bad] = '\0'; /* a character cut in two */
}

static copse_status make_room(worker *w, size_t groups, copse_error *err)
{
    if (copse_reserve((void **)&w->fit, &w->fit_capacity, groups, sizeof *w->fit) != COPSE_OK ||
        copse_reserve((void **)&w->refused, &w->refused_capacity, groups, sizeof *w->refused) != COPSE_OK)
        return copse_fail_memory(err);
    return COPSE_OK;
}

static void refuse_odd(const copse_corpus_rows *rows, bool *refused)
{
    size_t g = 0;
    memset(refused, 0, rows->groups * sizeof *refused);
    for (size_t i = 0; i < rows->odds; i++) {
        while (rows->odd[i].row >= rows->start[g + 1]) g++;
        refused[g] = true;
    }
}

static void write_rows(const pipeline *p, worker *w, slot *s)
{
    copse_i_batch_chunk chunk = p->model;
    chunk.rows = &s->rows;
    chunk.fit = w->fit;
    for (size_t g = 0; g < s->rows.groups; g++) {
        if (s->rows.start[g] == s->rows.start[g + 1]) continue; /* the filter took all of it */
        copse_i_batch_row(p->stream->format, &chunk, g, &w->why, &s->out);
        s->summary.groups++;
        s->summary.left_out += w->fit[g].left_out;
        note_first(&s->summary, s, g, &w->fit[g], &w->why);
    }
}

static copse_status work_on(const pipeline *p, worker *w, slot *s)
{
    memset(&s->summary, 0, sizeof s->summary);
    s->out.length = 0;
    copse_status status = copse_corpus_parse(p->stream->corpus, &s->chunk, &s->rows, &s->err);
    if (status == COPSE_OK && s->rows.keyless > 0 && p->stream->binding->missing_fails)
        status = copse_fail(&s->err, COPSE_EMISSING, "%s:%zu: the row has no key",
                            copse_corpus_header(p->stream->corpus)->source, s->rows.keyless_line);
    if (status == COPSE_OK) status = make_room(w, s->rows.groups, &s->err);
    if (status != COPSE_OK) return status;
    copse_batch_data data = {.groups = s->rows.groups, .start = s->rows.start, .refused = w->refused};
    for (copse_input input = 0; input < COPSE_IN_COUNT; input++)
        if (p->model.column[input] != NULL) data.in[input] = s->rows.number[p->model.index[input]];
    refuse_odd(&s->rows, w->refused);
    status = copse_batch_run(w->batch, &data, w->fit, &s->err);
    if (status != COPSE_OK) return status;
    write_rows(p, w, s);
    s->summary.keyless = s->rows.keyless;
    s->summary.keyless_line = s->rows.keyless_line;
    return copse_text_status(&s->out) == COPSE_OK ? COPSE_OK : copse_fail_memory(&s->err);
}

/* ------------------------------------------------------------------------------------------ in order */

static void add_summary(copse_batch_summary *to, const copse_batch_summary *from)
{
    to->groups += from->groups;
    to->left_out += from->left_out;
    if (from->keyless > 0 && (to->keyless == 0 || from->keyless_line < to->keyless_line))
        to->keyless_line = from->keyless_line;
    to->keyless += from->keyless;
    for (size_t i = 0; i < COPSE_BATCH_STATUS_COUNT; i++) {
        if (to->status[i] == 0) memcpy(to->first[i], from->first[i], sizeof to->first[i]);
        to->status[i] += from->status[i];
    }
}

static copse_status write_head(pipeline *p, copse_error *err)
{
    copse_text head = {0};
    copse_i_batch_head(p->stream->format, &head);
    copse_status status = copse_text_status(&head) == COPSE_OK ? COPSE_OK : copse_fail_memory(err);
    if (status == COPSE_OK && head.length > 0)
        status = p->stream->write(p->stream->context, head.bytes, head.length, err);
    copse_text_free(&head);
    p->started = true;
    return status;
}

/* Takes an earlier failure over. */
static copse_status fail_as(copse_status status, const copse_error *from, copse_error *err)
{
    if (err != NULL) *err = *from;
    return status;
}

static copse_status write_slot(pipeline *p, slot *s, copse_error *err)
{
    if (s->status != COPSE_OK) return fail_as(s->status, &s->err, err);
    copse_status status = copse_corpus_check_keys(p->stream->corpus, &s->rows, err);
    if (status == COPSE_OK && !p->started && s->summary.groups > 0) status = write_head(p, err);
    if (status == COPSE_OK && s->out.length > 0)
        status = p->stream->write(p->stream->context, s->out.bytes, s->out.length, err);
    if (status == COPSE_OK) add_summary(p->summary, &s->summary);
    return status;
}

static copse_status write_wave(pipeline *p, wave *w, copse_error *err)
{
    for (size_t i = 0; i < w->count; i++) {
        const copse_status status = write_slot(p, &w->slot[i], err);
        if (status != COPSE_OK) return status;
    }
    const copse_watch *watch = &p->stream->watch;
    if (watch->tick != NULL && !watch->tick(watch->context, p->summary->groups, 0))
        return copse_fail(err, COPSE_EINTERRUPTED, "interrupted");
    return w->status == COPSE_OK ? COPSE_OK : fail_as(w->status, &w->err, err);
}

static void read_wave(pipeline *p, wave *w)
{
    w->count = 0;
    w->status = COPSE_OK;
    while (w->count < w->slots) {
        slot *s = &w->slot[w->count];
        w->status = copse_corpus_next(p->stream->corpus, &s->chunk, &w->err);
        if (w->status != COPSE_OK || s->chunk.n == 0) return;
        s->status = COPSE_OK;
        w->count++;
    }
}

/* Index 0 writes the wave before and reads the one after; the others are the chunks of this one. A failed chunk shows
 * when its turn to be written comes. */
static copse_status turn(void *context, size_t index, int thread, copse_error *err)
{
    pipeline *p = context;
    if (index == 0) {
        const copse_status status = write_wave(p, p->other, err);
        if (status == COPSE_OK) read_wave(p, p->other);
        return status;
    }
    slot *s = &p->now->slot[index - 1];
    s->status = work_on(p, &p->worker[thread], s);
    return COPSE_OK;
}

static copse_status run(pipeline *p, copse_error *err)
{
    read_wave(p, p->now);
    for (;;) {
        const bool last = p->now->count == 0;
        const copse_status status = copse_parallel_for(1 + p->now->count, p->workers, turn, p, err);
        if (status != COPSE_OK) return status;
        if (last && p->other->count == 0) return write_wave(p, p->now, err); /* nothing but its reading status */
        wave *done = p->now;
        p->now = p->other;
        p->other = done;
    }
}

/* ------------------------------------------------------------------------------------------ beginning and end */

static copse_status select_columns(pipeline *p, copse_error *err)
{
    const copse_batch_stream *stream = p->stream;
    const copse_frame *header = copse_corpus_header(stream->corpus);
    const copse_measure *measure =
        copse_measure_find(stream->binding->measure != NULL ? stream->binding->measure : "GEN");
    size_t column[COPSE_IN_COUNT], wanted[COPSE_IN_COUNT], count = 0;
    if (measure == NULL) return copse_fail(err, COPSE_ENOTFOUND, "no measure '%s'", stream->binding->measure);
    const copse_status status = copse_binding_columns(header, stream->binding, measure, column, err);
    if (status != COPSE_OK) return status;
    for (copse_input input = 0; input < COPSE_IN_COUNT; input++) {
        if (column[input] == SIZE_MAX) continue;
        p->model.column[input] = header->column[column[input]].name;
        p->model.index[input] = count;
        wanted[count++] = column[input];
    }
    return copse_corpus_select(stream->corpus, wanted, count, stream->where, err);
}

static copse_status make_workers(pipeline *p, copse_error *err)
{
    copse_batch_opts opts = copse_batch_opts_default();
    if (p->stream->binding->measure != NULL) opts.measure = copse_measure_find(p->stream->binding->measure);
    opts.effect = p->stream->binding->effect;
    opts.missing_fails = p->stream->binding->missing_fails;
    opts.lanes = p->stream->lanes;
    p->workers = p->stream->threads > 0 ? p->stream->threads : copse_threads_available();
    p->worker = copse_alloc((size_t)p->workers, sizeof *p->worker);
    if (p->worker == NULL) return copse_fail_memory(err);
    copse_status status = COPSE_OK;
    for (int i = 0; i < p->workers && status == COPSE_OK; i++)
        status = copse_batch_new(&opts, &p->worker[i].batch, err);
    return status;
}

static copse_status make_wave(const pipeline *p, wave **made, copse_error *err)
{
    wave *w = *made = copse_alloc(1, sizeof *w);
    if (w == NULL) return copse_fail_memory(err);
    const size_t slots = (size_t)p->workers * EACH;
    w->slot = copse_alloc(slots < LEAST ? LEAST : slots, sizeof *w->slot);
    if (w->slot == NULL) return copse_fail_memory(err);
    w->slots = slots < LEAST ? LEAST : slots;
    return COPSE_OK;
}

static void free_wave(wave *w)
{
    if (w == NULL) return;
    for (size_t i = 0; i < w->slots; i++) {
        copse_corpus_chunk_free(&w->slot[i].chunk);
        copse_corpus_rows_free(&w->slot[i].rows);
        copse_text_free(&w->slot[i].out);
    }
    free(w->slot);
    free(w);
}

static void free_pipeline(pipeline *p)
{
    for (int i = 0; p->worker != NULL && i < p->workers; i++) {
        copse_batch_free(p->worker[i].batch);
        free(p->worker[i].fit);
        free(p->worker[i].refused);
        copse_text_free(&p->worker[i].why);
    }
    free(p->worker);
    free_wave(p->now);
    free_wave(p->other);
}

copse_status copse_report_batch(const copse_batch_stream *stream, copse_batch_summary *summary, copse_error *err)
{
    pipeline p = {.stream = stream, .summary = summary, .model.method = stream->lanes.fit.method};
    *summary = (copse_batch_summary){0};
    if (stream->format != COPSE_FORMAT_CSV && stream->format != COPSE_FORMAT_JSON)
        return copse_fail(err, COPSE_EUSAGE, "a corpus is written as CSV or JSON");
    copse_status status = select_columns(&p, err);
    if (status == COPSE_OK) status = make_workers(&p, err);
    if (status == COPSE_OK) status = make_wave(&p, &p.now, err);
    if (status == COPSE_OK) status = make_wave(&p, &p.other, err);
    if (status == COPSE_OK) status = run(&p, err);
    if (status == COPSE_OK && summary->groups == 0)
        status =
            copse_fail(err, COPSE_ENODATA, "%s: there is no row of data%s", copse_corpus_header(stream->corpus)->source,
                       stream->where != NULL ? " that the filter keeps" : "");
    free_pipeline(&p);
    return status;
}
