# ------------------------------------------------------------------------------------------------------------------
# Looks of specification curves: "FILL LINE WIDTH DASH"; colours are named in plots/chart.gp below.

look_significant = "c1 c1 0.4 solid"
look_not = "g9 g3 0.8 solid"
# intervals of these
look_interval = "- #7fb8d8 0.9 solid"
look_interval_not = "- g7 0.9 solid"
look_median = "- c2 1.1 dash"
# the matrix: an option that is in force, and the stripes behind
look_in_force = "g2 - 0 solid"
look_stripe = "#f4f4f4 - 0 solid"
