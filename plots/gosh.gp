# ------------------------------------------------------------------------------------------------------------------
# Looks of GOSH plots: "FILL LINE WIDTH DASH"; colours are named in plots/chart.gp below.

# Cells of the histogram by how many subsets they hold, few to many: of all subsets, or of those without the marked study ...
look_few1 = "#dbe6ee - 0 solid"
look_few2 = "#bcd2e1 - 0 solid"
look_few3 = "#98bbd3 - 0 solid"
look_few4 = "#6fa3c6 - 0 solid"
look_few5 = "#4189b9 - 0 solid"
# ... and of those with it: darker, so that the two are told apart in grey
look_many1 = "#b06a3b - 0 solid"
look_many2 = "#9c5624 - 0 solid"
look_many3 = "#864312 - 0 solid"
look_many4 = "#6d3308 - 0 solid"
look_many5 = "#522403 - 0 solid"
# Bars at the edges
look_bars = "#98bbd3 g2 0.3 solid"
look_marked = "#864312 g2 0.3 solid"
look_all = "g9 g0 1.1 solid"
