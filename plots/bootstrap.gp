# ------------------------------------------------------------------------------------------------------------------
# Bootstrap distributions: histograms with an axis each, the estimate as a line, the intervals as bars under the axis.
# Needs from above: the style, colours, and the data blocks $bars (x1 y1 x2 y2) and $lines (x1 y1 x2 y2 width dashed).

number(s, i) = real(word(s, i))
do for [i = 1:|$bars|] {
    set object rectangle from number($bars[i], 1),number($bars[i], 2) to number($bars[i], 3),number($bars[i], 4) \
        behind fc rgb bar_colour fs solid noborder
}
do for [i = 1:|$lines|] {
    line = $lines[i]
    if (number(line, 6) == 0) {
        set arrow from number(line, 1),number(line, 2) to number(line, 3),number(line, 4) nohead front \
            lw number(line, 5) lc rgb line_colour
    } else {
        # LaTeX's pictures have no dashes: a dashed line, which is upright, is dotted by short ones
        if (terminal eq "tex") {
            do for [j = 0:int((number(line, 4) - number(line, 2)) / 4.2)] {
                upper_y = number(line, 2) + 4.2 * j
                set arrow from number(line, 1),upper_y to number(line, 3),upper_y+2.4 nohead front \
                    lw number(line, 5) lc rgb line_colour
            }
        } else {
            set arrow from number(line, 1),number(line, 2) to number(line, 3),number(line, 4) nohead front \
                lw number(line, 5) dt (4,3) lc rgb line_colour
        }
    }
}

if (!exists("to_standard_output")) { set output $picture[1] }
plot NaN notitle
if (!exists("to_standard_output")) { unset output }
