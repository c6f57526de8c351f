# ------------------------------------------------------------------------------------------------------------------
# Looks of influence plots: "FILL LINE WIDTH DASH"; colours are named in plots/chart.gp below.

look_study = "c1 g0 0.5 solid"
look_flagged = "c2 g0 0.8 solid"
look_stem = "- g5 0.8 solid"
look_reference = "- g3 0.8 dash"
look_limit = "- c2 0.8 dot"
look_row = "- g8 0.4 solid"
