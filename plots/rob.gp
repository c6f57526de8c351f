# ------------------------------------------------------------------------------------------------------------------
# Looks of risk of bias: "FILL LINE WIDTH DASH"; colours are named in plots/chart.gp below. In grey they go from light to
# dark, and signs tell them apart.
look_rule = "- g5 0.6 solid"
look_rob_low = "#c4ebda g2 0.5 solid"
look_rob_some = "#e9bb45 g2 0.5 solid"
look_rob_high = "#cf5b2c g2 0.5 solid"
look_rob_critical = "#7c2a60 g2 0.5 solid"
look_rob_none = "g8 g2 0.5 solid"
