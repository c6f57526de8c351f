/* `copse effects` as CSV. */
#include "effects_rows.h"
#include "pool_output.h"
#include "render.h"

#include <math.h>
#include <stdlib.h>

/* CSV is written row by row, as JSON is: a document of a million rows would cost more memory, and time, than all else.
 * The rows go in blocks, which are made side by side and put one behind the other. */
enum { BLOCK_ROWS = 16384, BLOCKS_AT_ONCE = 16 };

typedef struct csv_blocks {
    const copse_i_view *view;
    const copse_i_effect_place *place;
    size_t keys, rows, first; /* first: row that block 0 begins with */
    copse_text text[BLOCKS_AT_ONCE];
} csv_blocks;

static void csv_row(const csv_blocks *blocks, const copse_i_effect_place *place, copse_text *out)
{
    const copse_pooled *pooled = blocks->view->pooled;
    const size_t index = place->index;
    const copse_left_out *gone = place->left_out ? &pooled->left_out[index] : NULL;
    double number[COPSE_I_STUDY_NUMBERS] = {gone != NULL ? (double)gone->row : NAN};
    if (gone == NULL) (void)copse_i_study_numbers(blocks->view, index, number);
    copse_i_render_csv_field(out, gone != NULL ? gone->label : pooled->label[index]);
    for (size_t j = 0; j < blocks->keys - 1; j++) {
        copse_text_add_char(out, ',', 1);
        if (!isnan(number[j]) && (gone == NULL || j == 0)) copse_text_add_exact(out, number[j]);
    }
    copse_text_add_char(out, ',', 1);
    if (gone != NULL) copse_i_render_csv_field(out, gone->why);
    if (pooled->effects != NULL) copse_text_add_char(out, ',', 1);
    if (pooled->effects != NULL && gone == NULL) copse_text_printf(out, "%zu", pooled->effects[index]);
    copse_text_add_char(out, '\n', 1);
}

static copse_status csv_block(void *context, size_t block, int thread, copse_error *err)
{
    (void)thread;
    csv_blocks *blocks = context;
    copse_text *out = &blocks->text[block];
    const size_t begin = blocks->first + block * BLOCK_ROWS;
    const size_t end = begin + BLOCK_ROWS < blocks->rows ? begin + BLOCK_ROWS : blocks->rows;
    out->length = 0;
    for (size_t i = begin; i < end; i++) csv_row(blocks, &blocks->place[i], out);
    return copse_text_status(out) == COPSE_OK ? COPSE_OK : copse_fail_memory(err);
}

/* The next blocks, made side by side where there are several, and written in their order. */
static copse_status next_blocks(csv_blocks *blocks, copse_report_sink sink, void *context, copse_error *err)
{
    const size_t left = (blocks->rows - blocks->first + BLOCK_ROWS - 1) / BLOCK_ROWS;
    const size_t n = left < BLOCKS_AT_ONCE ? left : BLOCKS_AT_ONCE;
    copse_status status = n == 1 ? csv_block(blocks, 0, 0, err) : copse_parallel_for(n, 0, csv_block, blocks, err);
    for (size_t b = 0; status == COPSE_OK && b < n; b++)
        status = sink(context, blocks->text[b].bytes, blocks->text[b].length, err);
    blocks->first += n * BLOCK_ROWS;
    return status;
}

static copse_status csv_head(csv_blocks *blocks, copse_report_sink sink, void *context, copse_error *err)
{
    copse_text head = {0};
    const char *const *key = copse_i_study_keys(blocks->view, &blocks->keys);
    for (size_t j = 0; j < blocks->keys; j++) copse_text_printf(&head, "%s,", key[j]);
    copse_text_add(&head, blocks->view->pooled->effects != NULL ? "why,effects\n" : "why\n");
    copse_status status = copse_text_status(&head);
    if (status != COPSE_OK) status = copse_fail_memory(err);
    else status = sink(context, head.bytes, head.length, err);
    copse_text_free(&head);
    return status;
}

copse_status copse_report_effects_csv(const copse_pooled *pooled, copse_report_sink sink, void *context,
                                      copse_error *err)
{
    copse_i_view view = {.pooled = pooled};
    copse_i_effect_place *place = NULL;
    copse_status status = copse_i_check_pooled(pooled, false, err);
    if (status != COPSE_OK) return status;
    csv_blocks blocks = {.view = &view, .rows = pooled->k + pooled->left_outs};
    if (copse_i_effects_order(pooled, &place) != COPSE_OK) status = copse_fail_memory(err);
    blocks.place = place;
    if (status == COPSE_OK) status = copse_i_view_init(pooled, &view, err);
    if (status == COPSE_OK) status = csv_head(&blocks, sink, context, err);
    while (status == COPSE_OK && blocks.first < blocks.rows) status = next_blocks(&blocks, sink, context, err);
    for (size_t b = 0; b < BLOCKS_AT_ONCE; b++) copse_text_free(&blocks.text[b]);
    copse_i_view_free(&view);
    free(place);
    return status;
}
