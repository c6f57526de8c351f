# ------------------------------------------------------------------------------------------------------------------
# Looks of profiles of a likelihood: "FILL LINE WIDTH DASH"; colours are named in plots/chart.gp below.
look_likelihood = "- c1 1.5 solid"
look_cut = "- g3 0.9 dash"
look_maximum = "c2 g0 0.5 solid"
