# ------------------------------------------------------------------------------------------------------------------
# Shared style of copse's plots: one page measured in points, y downwards from the top, the same in every terminal.
# Needs from above: terminal, width, height, font, font_size, and the data blocks $picture and $text.

set encoding utf8
face = sprintf("%s,%g", font, font_size)
# The cairo terminals count fonts and lines in units of their own: the factors make 1 = 1 point everywhere.
if (terminal eq "pdf") set terminal pdfcairo enhanced color size width/72.0,height/72.0 font face fontscale 0.75 linewidth 2
if (terminal eq "eps") set terminal epscairo enhanced color size width/72.0,height/72.0 font face fontscale 0.75 linewidth 4
if (terminal eq "svg") set terminal svg enhanced size width,height fixed font face background "#ffffff"
# 288 dots per inch; fewer where the picture would be higher than cairo can paint.
zoom = height > 7500 ? 30000.0 / height : 4.0
if (terminal eq "png") set terminal pngcairo enhanced size int(zoom*width),int(zoom*height) font face \
    fontscale 0.75*zoom linewidth zoom background "#ffffff"
# The text of a .tex picture is LaTeX already; its document needs \usepackage{pict2e,xcolor}, and graphicx
# for labels that run upwards.
if (terminal eq "tex") set terminal pict2e color size width/72.0,height/72.0 linewidth 1.5

unset key
unset border
unset tics
unset colorbox
set margins 0, 0, 0, 0
set xrange [0:width]
set yrange [height:0]

# A line of $text: x y align(l r c, v upwards) face(n b e; g grey, w white bold) size|text. Only 'e' texts, copse's own, are
# read as enhanced text.
text_face(s) = sprintf(word(s, 4) eq "b" || word(s, 4) eq "w" ? "%s Bold,%g" : "%s,%g", font, real(word(s, 5)))
do for [line_number = 1:|$text|] {
    line = $text[line_number]
    shown = line[strstrt(line, "|")+1:*]
    px = real(word(line, 1))
    py = real(word(line, 2))
    how = word(line, 3).word(line, 4)
    if (how eq "ln" || how eq "lb") { set label at px,py shown left noenhanced font text_face(line) front }
    if (how eq "rn" || how eq "rb") { set label at px,py shown right noenhanced font text_face(line) front }
    if (how eq "cn" || how eq "cb") { set label at px,py shown center noenhanced font text_face(line) front }
    if (how eq "vn" || how eq "vb") {
        set label at px,py shown center rotate by 90 noenhanced font text_face(line) front
    }
    if (how eq "lg") { set label at px,py shown left noenhanced font text_face(line) tc rgb "#5e5e5e" front }
    if (how eq "rg") { set label at px,py shown right noenhanced font text_face(line) tc rgb "#5e5e5e" front }
    if (how eq "cg") { set label at px,py shown center noenhanced font text_face(line) tc rgb "#5e5e5e" front }
    if (how eq "cw") { set label at px,py shown center noenhanced font text_face(line) tc rgb "#ffffff" front }
    if (how eq "le") { set label at px,py shown left enhanced font text_face(line) front }
    if (how eq "re") { set label at px,py shown right enhanced font text_face(line) front }
    if (how eq "ce") { set label at px,py shown center enhanced font text_face(line) front }
}
