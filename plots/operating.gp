# ------------------------------------------------------------------------------------------------------------------
# Operating characteristics: what a simulation found. Needs from above: the style, colours, and the data blocks $bands
# (x1 low1 high1 x2 low2 high2 method), $lines (x1 y1 x2 y2 width method), $styles (width method) and $paths (x y, a block
# for each style); method 0 is black, -1 grey.

number(s, i) = real(word(s, i))
# Seven colours that readers with any colour vision tell apart (Okabe & Ito 2008).
array colour[7] = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#7f7f7f"]
array pale[7] = ["#cce3f0", "#f7dfcc", "#ccece3", "#f5e4ed", "#faeccc", "#ddf0fb", "#e5e5e5"]
do for [i = 1:|$bands|] {
    line = $bands[i]
    method = (int(word(line, 7)) - 1) % 7 + 1
    set object polygon from number(line, 1),number(line, 2) to number(line, 1),number(line, 3) \
        to number(line, 4),number(line, 6) to number(line, 4),number(line, 5) to number(line, 1),number(line, 2) \
        behind fc rgb pale[method] fs solid noborder
}
# Dashes tell methods apart where colours do not show.
turn_of(method) = method > 0 ? (method - 1) % 4 : 0
ink_of(method) = method > 0 ? colour[(method - 1) % 7 + 1] : method == 0 ? line_colour : grid_colour
do for [i = 1:|$lines|] {
    line = $lines[i]
    ink = ink_of(int(word(line, 6)))
    turn = turn_of(int(word(line, 6)))
    # Short ones are parts of a mark.
    if (abs(number(line, 3) - number(line, 1)) < 5) { turn = 0 }
    if (turn == 0) {
        set arrow from number(line, 1),number(line, 2) to number(line, 3),number(line, 4) nohead front \
            lw number(line, 5) lc rgb ink
    }
    if (turn == 1) {
        set arrow from number(line, 1),number(line, 2) to number(line, 3),number(line, 4) nohead front \
            lw number(line, 5) dt (8,3) lc rgb ink
    }
    if (turn == 2) {
        set arrow from number(line, 1),number(line, 2) to number(line, 3),number(line, 4) nohead front \
            lw number(line, 5) dt (2,2) lc rgb ink
    }
    if (turn == 3) {
        set arrow from number(line, 1),number(line, 2) to number(line, 3),number(line, 4) nohead front \
            lw number(line, 5) dt (8,2,2,2) lc rgb ink
    }
}
do for [i = 1:|$styles|] {
    line = $styles[i]
    ink = ink_of(int(word(line, 2)))
    turn = turn_of(int(word(line, 2)))
    if (turn == 0) { set style line i lw number(line, 1) dt solid lc rgb ink }
    if (turn == 1) { set style line i lw number(line, 1) dt (8,3) lc rgb ink }
    if (turn == 2) { set style line i lw number(line, 1) dt (2,2) lc rgb ink }
    if (turn == 3) { set style line i lw number(line, 1) dt (8,2,2,2) lc rgb ink }
}

if (!exists("to_standard_output")) { set output $picture[1] }
plot NaN notitle, for [i = 1:|$styles|] $paths index (i - 1) using 1:2 with lines ls i notitle
if (!exists("to_standard_output")) { unset output }
