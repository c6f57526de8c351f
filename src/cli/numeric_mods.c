#include "numeric_mods.h"

#include <stdlib.h>
#include <string.h>

copse_status copse_i_numeric_mods_explain(const copse_i_list *mods, const copse_i_task *task, copse_status status,
                                          copse_error *err)
{
    for (size_t i = 0; status == COPSE_ENOTFOUND && i < mods->count; i++)
        if (!copse_frame_has(&task->file, mods->item[i]) && strpbrk(mods->item[i], "()+~*:^|") != NULL)
            return copse_fail(err, COPSE_EUSAGE,
                              "--mods: '%s' is a formula; moderators are columns of numbers with commas between "
                              "(--mods year,dose): give a column of text as columns of 0 and 1 for its levels, or use "
                              "--subgroup",
                              mods->item[i]);
    return status;
}

/* The numbers of a moderator. */
static copse_status find_moderator(const copse_i_task *task, const char *name, const double **number, copse_error *err)
{
    copse_error plain = {0};
    const copse_status status = copse_frame_numbers(&task->file, name, number, &plain);
    if (status == COPSE_OK) return COPSE_OK;
    return copse_fail(err, status, "%s%s", plain.text,
                      status == COPSE_EPARSE ? "; moderators are numbers: give a column of text as columns of 0 and 1 "
                                               "for its levels, or use --subgroup"
                                             : "");
}

/* What makes a design singular most often is told by name. */
static copse_status check_moderator(const copse_i_task *task, const copse_i_numeric_mods *m, size_t j, copse_error *err)
{
    const size_t k = task->set.k;
    size_t same = 0;
    while (same < k && m->X[same * m->p + j] == m->X[j]) same++;
    if (same == k)
        return copse_fail(err, COPSE_ERANK, "%s: moderator %s is the same in all studies", task->file.source,
                          m->name[j]);
    for (size_t i = 1; i < j; i++)
        if (strcmp(m->name[i], m->name[j]) == 0)
            return copse_fail(err, COPSE_EUSAGE, "--mods: moderator %s is given twice", m->name[j]);
    return COPSE_OK;
}

copse_status copse_i_numeric_mods_read(const copse_i_list *mods, const copse_i_task *task, copse_i_numeric_mods *out,
                                       copse_error *err)
{
    const size_t k = task->set.k, p = mods->count + 1;
    out->p = p;
    out->name = copse_alloc(p, sizeof *out->name);
    out->X = copse_alloc(k * p, sizeof *out->X);
    if (out->name == NULL || out->X == NULL) return copse_fail_memory(err);
    out->name[0] = "intrcpt";
    for (size_t i = 0; i < k; i++) out->X[i * p] = 1;
    for (size_t j = 1; j < p; j++) {
        const double *number = NULL;
        out->name[j] = mods->item[j - 1];
        copse_status status = find_moderator(task, out->name[j], &number, err);
        if (status != COPSE_OK) return status;
        for (size_t i = 0; i < k; i++) out->X[i * p + j] = number[task->set.row[i] - 1];
        status = check_moderator(task, out, j, err);
        if (status != COPSE_OK) return status;
    }
    return COPSE_OK;
}

void copse_i_numeric_mods_free(copse_i_numeric_mods *mods)
{
    free((void *)mods->name);
    free(mods->X);
    *mods = (copse_i_numeric_mods){0};
}
