# ------------------------------------------------------------------------------------------------------------------
# Forest plot. Needs from above: the style, axis_log, axis_min, axis_max, panel_left, panel_right, rows_top, rows_bottom,
# axis_y, reference, pooled, square_side, colours, and the data blocks $rules, $studies, $pooled, $prediction, $ticks.

# A value of the shown scale -> points; beyond the axis -> its end.
scale(v) = axis_log ? log(v) : v
place(v) = panel_left + (panel_right - panel_left) * (scale(v) - scale(axis_min)) / (scale(axis_max) - scale(axis_min))
clip(x) = x < panel_left ? panel_left : x > panel_right ? panel_right : x
inside(v) = v >= axis_min && v <= axis_max
number(s, i) = real(word(s, i))

# Lines behind everything: rules, no effect, pooled effect, axis. A line of $rules: x1 y1 x2 y2 width
do for [i = 1:|$rules|] {
    set arrow from number($rules[i], 1),number($rules[i], 2) to number($rules[i], 3),number($rules[i], 4) \
        nohead back lw number($rules[i], 5) lc rgb rule_colour
}
if (has_reference) {
    set arrow from place(reference),rows_top to place(reference),axis_y nohead back lw 0.7 lc rgb reference_colour
}
if (has_pooled) {
    # LaTeX's pictures have no dashes: lines of their own
    if (terminal eq "tex") {
        do for [i = 0:int((pooled_y - rows_top) / 7.0)] {
            upper_y = rows_top + 7.0 * i
            lower_y = upper_y + 4.2 < pooled_y ? upper_y + 4.2 : pooled_y
            set arrow from place(pooled),upper_y to place(pooled),lower_y nohead back lw 0.7 lc rgb pooled_colour
        }
    } else {
        set arrow from place(pooled),rows_top to place(pooled),pooled_y nohead back lw 0.7 dt (6,4) lc rgb pooled_colour
    }
}
set arrow from panel_left,axis_y to panel_right,axis_y nohead back lw 0.8 lc rgb line_colour
# A line of $ticks: value|text
do for [i = 1:|$ticks|] {
    tick_x = place(number($ticks[i], 1))
    tick_text = $ticks[i][strstrt($ticks[i], "|")+1:*]
    set arrow from tick_x,axis_y to tick_x,axis_y+0.4*font_size nohead back lw 0.8 lc rgb line_colour
    set label at tick_x,axis_y+1.15*font_size tick_text center noenhanced font sprintf("%s,%g", font, font_size) front
}

# Studies: a square whose area is in proportion to the weight, and the interval over it, with an arrow where it is
# clipped; white where it lies within its square. A line of $studies: y estimate lower upper weight(0..1 of the largest)
do for [i = 1:|$studies|] {
    y = number($studies[i], 1)
    estimate = number($studies[i], 2)
    lower = number($studies[i], 3)
    upper = number($studies[i], 4)
    half = 0.5 * square_side * sqrt(number($studies[i], 5))
    half = half < 1.1 ? 1.1 : half # what weighs next to nothing is seen, too
    x = place(estimate)
    left_x = clip(place(lower))
    right_x = clip(place(upper))
    if (inside(estimate)) {
        set object rectangle from x-half,y-half to x+half,y+half front fc rgb square_colour fs solid noborder
    }
    hidden = inside(estimate) && left_x > x - half + 0.6 && right_x < x + half - 0.6
    colour = hidden ? "#ffffff" : line_colour
    set arrow from left_x,y to right_x,y nohead front lw 0.9 lc rgb colour
    if (lower < axis_min) {
        set arrow from panel_left+5,y to panel_left,y head filled size 4.5,24 front lw 0.9 lc rgb line_colour
    }
    if (upper > axis_max) {
        set arrow from panel_right-5,y to panel_right,y head filled size 4.5,24 front lw 0.9 lc rgb line_colour
    }
    if (inside(estimate)) {
        set arrow from x,y-0.18*font_size to x,y+0.18*font_size nohead front lw 0.9 lc rgb colour
    }
}

# Diamonds, cut off at the ends of the axis. A line of $pooled: y estimate lower upper overall(0 or 1)
do for [i = 1:|$pooled|] {
    y = number($pooled[i], 1)
    overall = int(number($pooled[i], 5))
    edge = overall ? total_edge : subtotal_edge
    tall = (overall ? 0.62 : 0.48) * font_size
    x = place(number($pooled[i], 2))
    a = place(number($pooled[i], 3))
    b = place(number($pooled[i], 4))
    left_x = clip(a)
    right_x = clip(b)
    left_tall = x > a ? tall * (left_x - a) / (x - a) : 0
    right_tall = b > x ? tall * (b - right_x) / (b - x) : 0
    # In the panel only: what lies wholly beyond it is an arrow.
    if (b > panel_left && a < panel_right) {
        middle = clip(x)
        middle_tall = x < panel_left ? right_tall + (tall - right_tall) * (right_x - middle) / (right_x - x) : \
            x > panel_right ? left_tall + (tall - left_tall) * (middle - left_x) / (x - left_x) : tall
        left_tall = x < panel_left ? middle_tall : left_tall
        right_tall = x > panel_right ? middle_tall : right_tall
        set object polygon from left_x,y-left_tall to middle,y-middle_tall to right_x,y-right_tall \
            to right_x,y+right_tall to middle,y+middle_tall to left_x,y+left_tall to left_x,y-left_tall \
            front fc rgb (overall ? total_fill : subtotal_fill) fs solid border lc rgb edge lw 0.8
        if (a < panel_left) { set arrow from panel_left,y to panel_left-5,y head filled size 5,30 front lw 0.9 lc rgb edge }
        if (b > panel_right) { set arrow from panel_right,y to panel_right+5,y head filled size 5,30 front lw 0.9 lc rgb edge }
    } else {
        end = b <= panel_left ? panel_left : panel_right
        from_x = b <= panel_left ? end + 6 : end - 6
        set arrow from from_x,y to end,y head filled size 5,30 front lw 1.6 lc rgb edge
    }
}

# Prediction interval: a bar. A line of $prediction: y lower upper
do for [i = 1:|$prediction|] {
    y = number($prediction[i], 1)
    left_x = clip(place(number($prediction[i], 2)))
    right_x = clip(place(number($prediction[i], 3)))
    set object rectangle from left_x,y-0.22*font_size to right_x,y+0.22*font_size front \
        fc rgb prediction_fill fs solid border lc rgb prediction_edge lw 0.8
    if (number($prediction[i], 2) < axis_min) {
        set arrow from panel_left,y to panel_left-5,y head filled size 5,30 front lw 0.9 lc rgb prediction_edge
    }
    if (number($prediction[i], 3) > axis_max) {
        set arrow from panel_right,y to panel_right+5,y head filled size 5,30 front lw 0.9 lc rgb prediction_edge
    }
}

# Risk of bias: circles below their signs. A line of $lights: x y judgement(1 to 5)
if (exists("light_radius")) {
    array light_colour[5] = ["#c4ebda", "#e9bb45", "#cf5b2c", "#7c2a60", "#ebebeb"]
    do for [i = 1:|$lights|] {
        set object circle at number($lights[i], 1),number($lights[i], 2) size light_radius back \
            fc rgb light_colour[int(number($lights[i], 3))] fs solid border lc rgb "#444444" lw 0.5
    }
}

if (!exists("to_standard_output")) { set output $picture[1] }
plot NaN notitle
if (!exists("to_standard_output")) { unset output }
