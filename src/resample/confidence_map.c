/* See confidence_map.h. */
#include "confidence_map.h"

#include <copse/math.h>
#include <copse/model.h>
#include <math.h>
#include <stdlib.h>

static const double PI = 3.14159265358979323846;
/* The last coefficients of a panel that is fine enough, beside the first, and halvings after which it has to be. */
static const double FINE = 1e-10;
enum { MOST_HALVINGS = 14, NODES = COPSE_I_CONFIDENCE_NODES };

static copse_status exact_at(const copse_i_confidence_map *map, double z, double *value, copse_error *err)
{
    double tau2 = 0;
    const double tail = copse_normal_upper(fabs(z));
    const copse_status status = copse_tau2_confidence_quantile(map->y, map->v, map->k, tail, z > 0, &tau2, err);
    *value = log(tau2 + map->v_min);
    return status;
}

static copse_status interpolate(const copse_i_confidence_map *map, copse_i_confidence_panel *panel, copse_error *err)
{
    double value[NODES];
    const double middle = 0.5 * (panel->low + panel->high), half = 0.5 * (panel->high - panel->low);
    for (int i = 0; i < NODES; i++) {
        const copse_status status = exact_at(map, middle + half * cos(PI * (i + 0.5) / NODES), &value[i], err);
        if (status != COPSE_OK) return status;
    }
    for (int j = 0; j < NODES; j++) {
        double sum = 0;
        for (int i = 0; i < NODES; i++) sum += value[i] * cos(PI * j * (i + 0.5) / NODES);
        panel->coefficient[j] = sum * (j == 0 ? 1.0 : 2.0) / NODES;
    }
    return COPSE_OK;
}

static bool is_fine(const copse_i_confidence_panel *panel)
{
    double last = 0;
    for (int j = NODES - 3; j < NODES; j++) last = fmax(last, fabs(panel->coefficient[j]));
    return last <= FINE;
}

static copse_status keep(copse_i_confidence_map *map, const copse_i_confidence_panel *panel, copse_error *err)
{
    if (map->panels == map->capacity) {
        const size_t capacity = map->capacity == 0 ? 16 : 2 * map->capacity;
        copse_i_confidence_panel *more = realloc(map->panel, capacity * sizeof *more);
        if (more == NULL) return copse_fail_memory(err);
        map->panel = more;
        map->capacity = capacity;
    }
    map->panel[map->panels++] = *panel;
    return COPSE_OK;
}

/* Panels from left to right, halved until they are fine: a stack of those to the right. */
static copse_status fill(copse_i_confidence_map *map, double low, double high, copse_error *err)
{
    double right[MOST_HALVINGS + 1] = {high};
    int waiting = 1;
    while (waiting > 0) {
        copse_i_confidence_panel panel = {.low = low, .high = right[waiting - 1]};
        copse_status status = interpolate(map, &panel, err);
        if (status != COPSE_OK) return status;
        if (is_fine(&panel)) {
            status = keep(map, &panel, err);
            if (status != COPSE_OK) return status;
            low = panel.high;
            waiting--;
            continue;
        }
        if (waiting > MOST_HALVINGS)
            return copse_fail(err, COPSE_ENOTCOMPUTABLE,
                              "the confidence distribution of tau2 is too steep to be tabulated");
        right[waiting++] = 0.5 * (panel.low + panel.high);
    }
    return COPSE_OK;
}

copse_status copse_i_confidence_map_init(copse_i_confidence_map *map, const double *y, const double *v, size_t k,
                                         double low, double high, copse_error *err)
{
    double confidence = NAN, rest = NAN;
    *map = (copse_i_confidence_map){.y = y, .v = v, .k = k, .v_min = INFINITY};
    for (size_t i = 0; i < k; i++) map->v_min = fmin(map->v_min, v[i]);
    const copse_status status = copse_tau2_confidence(y, v, k, 0, &confidence, &rest, err);
    if (status != COPSE_OK) return status;
    if (confidence < 0.5) map->zero = confidence > 0 ? -copse_normal_quantile_upper(confidence) : -INFINITY;
    else map->zero = rest > 0 ? copse_normal_quantile_upper(rest) : INFINITY;
    low = fmax(low, map->zero);
    return low < high ? fill(map, low, high, err) : COPSE_OK;
}

double copse_i_confidence_at(const copse_i_confidence_map *map, double z)
{
    if (!(z > map->zero) || map->panels == 0) return 0;
    size_t first = 0, last = map->panels - 1;
    while (first < last) {
        const size_t middle = (first + last) / 2;
        if (z > map->panel[middle].high) first = middle + 1;
        else last = middle;
    }
    const copse_i_confidence_panel *panel = &map->panel[first];
    const double x = (2 * z - panel->low - panel->high) / (panel->high - panel->low);
    double b0 = 0, b1 = 0;
    for (int j = NODES - 1; j > 0; j--) {
        const double b = 2 * x * b0 - b1 + panel->coefficient[j];
        b1 = b0;
        b0 = b;
    }
    return fmax(0, exp(x * b0 - b1 + panel->coefficient[0]) - map->v_min);
}

void copse_i_confidence_map_free(copse_i_confidence_map *map)
{
    free(map->panel);
    map->panel = NULL;
}
