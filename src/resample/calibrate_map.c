/* See calibrate_map.h: Chebyshev interpolation on panels of log q, halved until the last coefficients are small. */
#include "calibrate_map.h"

#include <copse/math.h>
#include <math.h>
#include <stdlib.h>

enum { NODES = COPSE_I_MAP_NODES, FIRST = 5, HALVINGS = 4, WAITING = 16 };
static const double FINE = 1e-9; /* of the largest value, the last coefficients */

typedef struct builder {
    copse_i_map_function function;
    const void *context;
    copse_i_map *map;
    double *value; /* NODES x outputs */
} builder;

static copse_status reserve(copse_i_map *map)
{
    if (map->panels < map->room) return COPSE_OK;
    const size_t room = map->room == 0 ? 32 : 2 * map->room, each = map->outputs * NODES;
    double *high = realloc(map->high, room * sizeof *high);
    if (high != NULL) map->high = high;
    double *coefficient = realloc(map->coefficient, room * each * sizeof *coefficient);
    if (coefficient != NULL) map->coefficient = coefficient;
    bool *corner = realloc(map->corner, room * sizeof *corner);
    if (corner != NULL) map->corner = corner;
    if (high == NULL || coefficient == NULL || corner == NULL) return COPSE_ENOMEM;
    map->room = room;
    return COPSE_OK;
}

/* The coefficients of one output; whether they fall off. */
static bool transform(const double *value, size_t outputs, size_t o, double *coefficient)
{
    double largest = 0, last = 0;
    for (int j = 0; j < NODES; j++) {
        double sum = 0;
        for (int i = 0; i < NODES; i++) sum += value[(size_t)i * outputs + o] * cos(COPSE_PI * j * (i + 0.5) / NODES);
        coefficient[j] = sum * (j == 0 ? 1.0 : 2.0) / NODES;
        if (j >= NODES - 2) last = fmax(last, fabs(coefficient[j]));
    }
    for (int i = 0; i < NODES; i++) largest = fmax(largest, fabs(value[(size_t)i * outputs + o]));
    return last <= FINE * largest;
}

/* Fills the panel behind the last; *fine: it can stay; *hopeless: the function fails in it. */
static copse_status try_panel(builder *b, double low, double high, bool *fine, bool *hopeless)
{
    copse_i_map *map = b->map;
    const double middle = 0.5 * (low + high), half = 0.5 * (high - low);
    copse_status status = reserve(map);
    for (int i = 0; i < NODES && status == COPSE_OK; i++)
        status = b->function(b->context, exp(middle + half * cos(COPSE_PI * (i + 0.5) / NODES)),
                             b->value + (size_t)i * map->outputs);
    *hopeless = status != COPSE_OK && status != COPSE_ENOMEM;
    if (status != COPSE_OK) return *hopeless ? COPSE_OK : status;
    *fine = true;
    for (size_t o = 0; o < map->outputs; o++) {
        double *coefficient = map->coefficient + (map->panels * map->outputs + o) * NODES;
        *fine = transform(b->value, map->outputs, o, coefficient) && *fine;
    }
    return COPSE_OK;
}

/* From left to right: a stack of the right ends that wait, with the halvings that made them. */
static copse_status fill(builder *b, double low, double high)
{
    double right[WAITING];
    int depth[WAITING], waiting = 0;
    b->map->low = low;
    for (int i = FIRST; i > 0; i--) {
        right[waiting] = i == FIRST ? high : low + (high - low) * i / FIRST;
        depth[waiting++] = 0;
    }
    while (waiting > 0) {
        bool fine = false, hopeless = false;
        const int top = waiting - 1;
        const copse_status status = try_panel(b, low, right[top], &fine, &hopeless);
        if (status != COPSE_OK) return status;
        if (!fine && !hopeless && depth[top] < HALVINGS) {
            right[waiting] = 0.5 * (low + right[top]);
            depth[waiting++] = ++depth[top];
            continue;
        }
        b->map->corner[b->map->panels] = !fine;
        b->map->high[b->map->panels++] = low = right[top];
        waiting--;
    }
    return COPSE_OK;
}

copse_status copse_i_map_build(copse_i_map_function function, const void *context, size_t outputs, double low,
                               double high, copse_i_map *map)
{
    *map = (copse_i_map){.outputs = outputs};
    builder b = {function, context, map, copse_alloc(outputs * NODES, sizeof *b.value)};
    const copse_status status = b.value != NULL ? fill(&b, log(low), log(high)) : COPSE_ENOMEM;
    free(b.value);
    if (status != COPSE_OK) copse_i_map_free(map);
    return status;
}

bool copse_i_map_at(const copse_i_map *map, double q, double *out)
{
    const double u = log(q);
    if (map->panels == 0 || !(u > map->low && u < map->high[map->panels - 1])) return false;
    size_t first = 0, last = map->panels - 1;
    while (first < last) {
        const size_t middle = (first + last) / 2;
        if (u > map->high[middle]) first = middle + 1;
        else last = middle;
    }
    if (map->corner[first]) return false;
    const double low = first == 0 ? map->low : map->high[first - 1], high = map->high[first];
    const double x = (2 * u - low - high) / (high - low);
    for (size_t o = 0; o < map->outputs; o++) {
        const double *c = map->coefficient + (first * map->outputs + o) * NODES;
        double b0 = 0, b1 = 0;
        for (int j = NODES - 1; j > 0; j--) {
            const double next = 2 * x * b0 - b1 + c[j];
            b1 = b0;
            b0 = next;
        }
        out[o] = x * b0 - b1 + c[0];
    }
    return true;
}

void copse_i_map_free(copse_i_map *map)
{
    free(map->high);
    free(map->coefficient);
    free(map->corner);
    *map = (copse_i_map){0};
}
