# ------------------------------------------------------------------------------------------------------------------
# Looks of bubble plots: "FILL LINE WIDTH DASH"; colours are named in plots/chart.gp below.
look_prediction = "g8 - 0 solid"
look_confidence = "g7 - 0 solid"
look_line = "- g0 1.4 solid"
look_study = "p1 c1 1.0 solid"
