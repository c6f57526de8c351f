/* The key 'combine' of a protocol. */
#include "spec_parts.h"

#include <string.h>

static copse_status find_way(const copse_protocol *p, copse_i_combine *combine, copse_error *err)
{
    const char *ways[COPSE_COMBINE_COUNT], *structures[COPSE_STRUCTURE_COUNT];
    for (size_t i = 0; i < COPSE_COMBINE_COUNT; i++) ways[i] = copse_combine_name((copse_combine)i);
    for (size_t i = 0; i < COPSE_STRUCTURE_COUNT; i++) structures[i] = copse_structure_name((copse_structure)i);
    combine->opts = (copse_aggregate_opts){.combine = COPSE_COMBINE_MEAN, .structure = COPSE_STRUCTURE_CS};
    const copse_i_string by = combine->by, structure = combine->structure;
    if (by.line > 0 && copse_combine_find(by.text, &combine->opts.combine) != COPSE_OK)
        return copse_i_spec_choice(p, by.line, "way to combine", by.text, ways, COPSE_COMBINE_COUNT, err);
    if (structure.line > 0 && copse_structure_find(structure.text, &combine->opts.structure) != COPSE_OK)
        return copse_i_spec_choice(p, structure.line, "structure", structure.text, structures, COPSE_STRUCTURE_COUNT,
                                   err);
    return COPSE_OK;
}

/* `line`: of the key, 0 where it is not given. */
static copse_status check_key(const copse_protocol *p, const char *key, size_t line, bool wanted, copse_error *err)
{
    const char *structure = copse_structure_name(p->spec.combine.opts.structure);
    if ((line > 0) == wanted) return COPSE_OK;
    if (wanted)
        return copse_fail(err, COPSE_EPARSE, "%s:%zu: 'combine' needs the key '%s' for structure %s", p->name,
                          p->spec.combine.line, key, structure);
    return copse_fail(err, COPSE_EPARSE, "%s:%zu: structure %s has no '%s'", p->name, line, structure, key);
}

copse_status copse_i_spec_check_combine(copse_protocol *p, copse_error *err)
{
    copse_i_combine *combine = &p->spec.combine;
    if (combine->line == 0) return COPSE_OK;
    copse_status status = find_way(p, combine, err);
    const copse_structure structure = combine->opts.structure;
    const bool timed = copse_structure_has_time(structure), observed = copse_structure_has_obs(structure);
    if (status == COPSE_OK) status = check_key(p, "rho", combine->rho.line, copse_structure_has_rho(structure), err);
    if (status == COPSE_OK) status = check_key(p, "phi", combine->phi.line, timed, err);
    if (status == COPSE_OK) status = check_key(p, "time", combine->time.line, timed, err);
    if (status == COPSE_OK) status = check_key(p, "obs", combine->obs.line, observed, err);
    if (status == COPSE_OK) status = copse_i_spec_correlation(p, "rho", combine->rho, err);
    if (status == COPSE_OK) status = copse_i_spec_correlation(p, "phi", combine->phi, err);
    combine->opts.rho = combine->rho.value;
    combine->opts.phi = combine->phi.value;
    combine->needs = 0;
    if (timed) combine->needed[combine->needs++] = combine->time.text;
    if (observed) combine->needed[combine->needs++] = combine->obs.text;
    return status;
}

copse_status copse_i_spec_check_replaced(const copse_protocol *p, const char *key, copse_i_number x, copse_error *err)
{
    if (x.line == 0) return COPSE_OK;
    if (p->spec.combine.line == 0)
        return copse_fail(err, COPSE_EPARSE, "%s:%zu: '%s' needs the key 'combine' in the protocol", p->name, x.line,
                          key);
    const copse_structure structure = p->spec.combine.opts.structure;
    const bool has = strcmp(key, "rho") == 0 ? copse_structure_has_rho(structure) : copse_structure_has_time(structure);
    if (has) return COPSE_OK;
    return copse_fail(err, COPSE_EPARSE, "%s:%zu: structure %s has no '%s'", p->name, x.line,
                      copse_structure_name(structure), key);
}
