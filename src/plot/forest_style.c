#include "forest_model.h"

/* Colours hold in grey and for colour-blind readers: squares mid, subgroup diamonds light with a dark edge, the overall
 * diamond dark. */
static const forest_style styles[] = {
    {.layout = COPSE_LAYOUT_DEFAULT,
     .study = "Study",
     .subtotal = "Subtotal",
     .total = "Overall",
     .prediction = "Prediction interval",
     .open = '[',
     .close = ']',
     .colours = "square_colour = '#5b8db8'; line_colour = '#1a1a1a'\n"
                "subtotal_fill = '#c6dbec'; subtotal_edge = '#274b6d'\n"
                "total_fill = '#173f63'; total_edge = '#173f63'\n"
                "prediction_fill = '#e8a33d'; prediction_edge = '#7a4d00'\n"
                "pooled_colour = '#274b6d'; reference_colour = '#555555'; rule_colour = '#1a1a1a'\n"},
    {.layout = COPSE_LAYOUT_REVMAN,
     .study = "Study or subgroup",
     .subtotal = "Subtotal",
     .total = "Total",
     .prediction = "Prediction interval",
     .open = '[',
     .close = ']',
     .capital_p = true,
     .panel_last = true,
     .weight_first = true,
     .estimate_left = true,
     .names_in_words = true,
     .colours = "square_colour = '#2f5fd0'; line_colour = '#000000'\n"
                "subtotal_fill = '#8c8c8c'; subtotal_edge = '#000000'\n"
                "total_fill = '#000000'; total_edge = '#000000'\n"
                "prediction_fill = '#ffffff'; prediction_edge = '#000000'\n"
                "pooled_colour = '#555555'; reference_colour = '#000000'; rule_colour = '#000000'\n"},
    {.layout = COPSE_LAYOUT_JAMA,
     .study = "Source",
     .subtotal = "Subtotal",
     .total = "Total",
     .prediction = "Prediction interval",
     .open = '(',
     .close = ')',
     .capital_p = true,
     .bare_point = true,
     .estimate_left = true,
     .joint_counts = true,
     .colours = "square_colour = '#00205b'; line_colour = '#00205b'\n"
                "subtotal_fill = '#a9d3ee'; subtotal_edge = '#00205b'\n"
                "total_fill = '#2f7fb8'; total_edge = '#00205b'\n"
                "prediction_fill = '#ffffff'; prediction_edge = '#00205b'\n"
                "pooled_colour = '#00205b'; reference_colour = '#333333'; rule_colour = '#333333'\n"},
};

const forest_style *copse_i_forest_style(copse_layout layout)
{
    for (size_t i = 0; i < sizeof styles / sizeof styles[0]; i++)
        if (styles[i].layout == layout) return &styles[i];
    return &styles[0];
}
