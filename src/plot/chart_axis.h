/* An axis: which values it shows, on which scale, and its ticks. */
#ifndef COPSE_PLOT_CHART_AXIS_H
#define COPSE_PLOT_CHART_AXIS_H

#include <copse/effect.h>

#define CHART_TICKS 24
#define CHART_TICK_TEXT 40

typedef enum chart_scale {
    CHART_LINEAR,
    CHART_LOG,  /* values are above 0; they lie at their logarithms */
    CHART_SHOWN /* values are on the scale of analysis; ticks are round numbers of `transform`: log ratios as ratios */
} chart_scale;

typedef struct chart_axis {
    chart_scale scale;
    copse_transform transform; /* of CHART_SHOWN */
    copse_transform_settings settings;
    bool reversed;    /* the larger values at the left, or at the bottom */
    bool exact;       /* low and high are the ends as they are; else they are rounded outwards */
    bool two_ticks;   /* a linear axis that has one tick grows until there are two */
    bool percent;     /* values are shares, shown in % */
    bool any;         /* low and high hold something */
    double low, high; /* values, low < high once it is settled */
    double step;      /* between the ticks of a linear axis */
    double from, to;  /* points at which they lie; to < from where values go upwards or it is reversed */
    size_t ticks;
    double tick[CHART_TICKS]; /* values */
    char text[CHART_TICKS][CHART_TICK_TEXT];
    const char *label; /* NULL: none */
} chart_axis;

/* What effects are shown as: ratios, correlations, ... Where the transform has no inverse the axis is of the scale of
 * analysis, and false is returned. */
bool copse_i_axis_show(chart_axis *axis, copse_transform transform, const copse_transform_settings *settings);
/* The axis is to show the value; what is not finite (or not positive on a log scale) is passed over. */
void copse_i_axis_cover(chart_axis *axis, double value);
/* Leaves a share of the span free at both ends, before it is settled. */
void copse_i_axis_pad(chart_axis *axis, double share);
/* Rounds the ends and chooses the ticks for an axis `length` points long; sideways: labels stand side by side, so that
 * their widths count. */
void copse_i_axis_settle(chart_axis *axis, double length, double font, bool sideways);
/* Where a value lies, in points; far outside where it is infinite, NaN for what has no place. */
double copse_i_axis_place(const chart_axis *axis, double value);
bool copse_i_axis_has(const chart_axis *axis, double value);
/* The widest label of a tick, in points. */
double copse_i_axis_room(const chart_axis *axis, double font);
/* A number as plots show it: "-1.2e-07" with a true minus sign, and as 1.2×10⁻⁷. */
void copse_i_axis_typeset(const char *number, char *buf, size_t size);
void copse_i_axis_number(double value, int decimals, char *buf, size_t size);
void copse_i_axis_significant(double value, int digits, char *buf, size_t size);

#endif
