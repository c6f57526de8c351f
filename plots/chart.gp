# ------------------------------------------------------------------------------------------------------------------
# Charts: draws the blocks of $shapes, each as its line of $looks says. Needs from above: the style, and the looks of the
# kind of chart. A look is "FILL LINE WIDTH DASH"; widths are in points.

# Seven colours that readers with any colour vision tell apart (Okabe & Ito 2008), pale forms of them, and greys.
colour_c1 = "#0072b2"; colour_c2 = "#d55e00"; colour_c3 = "#009e73"; colour_c4 = "#cc79a7"
colour_c5 = "#e69f00"; colour_c6 = "#56b4e9"; colour_c7 = "#7f7f7f"
colour_p1 = "#cce3f0"; colour_p2 = "#f7dfcc"; colour_p3 = "#ccece3"; colour_p4 = "#f5e4ed"
colour_p5 = "#faeccc"; colour_p6 = "#ddf0fb"; colour_p7 = "#e5e5e5"
colour_g0 = "#000000"; colour_g1 = "#222222"; colour_g2 = "#444444"; colour_g3 = "#5e5e5e"; colour_g4 = "#7a7a7a"
colour_g5 = "#9a9a9a"; colour_g6 = "#b8b8b8"; colour_g7 = "#d2d2d2"; colour_g8 = "#ebebeb"; colour_g9 = "#ffffff"

look_axis = "- g0 0.8 solid"
look_grid = "- g8 0.6 solid"
look_null = "- g5 0.8 solid"
# Groups: marks of different shapes (copse_i_chart_group); 6 and 7 are lines, those from 8 on have the shapes of the first
# ones, but are hollow.
look_group1 = "c1 g0 0.5 solid"
look_group2 = "c5 g0 0.5 solid"
look_group3 = "c3 g0 0.5 solid"
look_group4 = "c4 g0 0.5 solid"
look_group5 = "c6 g0 0.5 solid"
look_group6 = "- c2 1.2 solid"
look_group7 = "- g0 1.2 solid"
look_group8 = "g9 c1 1.2 solid"
look_group9 = "g9 c5 1.2 solid"
look_group10 = "g9 c3 1.2 solid"
look_group11 = "g9 c4 1.2 solid"
look_group12 = "g9 c6 1.2 solid"

colour_of(name) = name[1:1] eq "#" ? name : value("colour_".name)
# Dashes in points, times the width: the cairo terminals count them by half.
dash_unit = terminal eq "svg" ? 1.0 : 2.0
dash_of(name) = name eq "dash" ? sprintf("(%g,%g)", 9*dash_unit, 6*dash_unit) : \
    name eq "dot" ? sprintf("(%g,%g)", 2.5*dash_unit, 3.5*dash_unit) : \
    name eq "dashdot" ? sprintf("(%g,%g,%g,%g)", 10*dash_unit, 4*dash_unit, 2*dash_unit, 4*dash_unit) : "solid"
# "NAME", "NAME WIDTH" or the four words themselves
look_of(line) = words(line) == 4 ? line : value("look_".word(line, 1))

# LaTeX's pictures have no dashes: in a .tex the dashes are lines of their own, in $dashed in place of $shapes.
shapes_block = "$shapes"
dash_lengths(name) = name eq "dash" ? "4.5 3" : name eq "dot" ? "1.3 1.8" : name eq "dashdot" ? "5 2 1 2" : ""
if (terminal eq "tex") {
    shapes_block = "$dashed"
    set print $dashed
    block = 0
    empty = 2
    do for [i = 1:|$shapes|] {
        here = $shapes[i]
        if (words(here) == 0) {
            empty = empty + 1
        } else {
            if (empty >= 2) {
                if (block > 0) { print ""; print "" }
                block = block + 1
                look = look_of($looks[block])
                lengths = word(look, 1) eq "-" ? dash_lengths(word(look, 4)) : ""
                thick = words($looks[block]) == 2 ? real(word($looks[block], 2)) : real(word(look, 3))
                begun = 0
            }
            to_x = real(word(here, 1))
            to_y = real(word(here, 2))
            if (lengths eq "") {
                if (empty == 1) { print "" }
                print here
            } else {
                if (empty > 0) {
                    part = 1
                    left = thick * real(word(lengths, 1))
                } else {
                    whole = sqrt((to_x - from_x)**2 + (to_y - from_y)**2)
                    gone = 0.0
                    while (gone < whole) {
                        step = left < whole - gone ? left : whole - gone
                        if (part % 2 == 1) {
                            if (begun) { print "" }
                            begun = 1
                            print sprintf("%.2f %.2f", from_x + (to_x - from_x) * gone / whole, from_y + (to_y - from_y) * gone / whole)
                            print sprintf("%.2f %.2f", from_x + (to_x - from_x) * (gone + step) / whole, from_y + (to_y - from_y) * (gone + step) / whole)
                        }
                        gone = gone + step
                        left = left - step
                        if (left <= 0) {
                            part = part % words(lengths) + 1
                            left = thick * real(word(lengths, part))
                        }
                    }
                }
                from_x = to_x
                from_y = to_y
            }
            empty = 0
        }
    }
    unset print
}

drawing = "plot NaN notitle"
do for [i = 1:|$looks|] {
    look = look_of($looks[i])
    thick = words($looks[i]) == 2 ? word($looks[i], 2) : word(look, 3)
    if (word(look, 1) ne "-") {
        drawing = drawing.sprintf(", %s index %d using 1:2 with filledcurves closed lc rgb '%s' fs solid noborder notitle", \
            shapes_block, i - 1, colour_of(word(look, 1)))
    }
    if (word(look, 2) ne "-") {
        drawing = drawing.sprintf(", %s index %d using 1:2 with lines lw %s dt %s lc rgb '%s' notitle", \
            shapes_block, i - 1, thick, shapes_block eq "$dashed" ? "solid" : dash_of(word(look, 4)), colour_of(word(look, 2)))
    }
}

if (!exists("to_standard_output")) { set output $picture[1] }
eval drawing
if (!exists("to_standard_output")) { unset output }
