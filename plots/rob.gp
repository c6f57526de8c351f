# ------------------------------------------------------------------------------------------------------------------
# Looks of risk of bias: "FILL LINE WIDTH DASH"; colours are named in plots/chart.gp below. In grey they go from light to
# dark, and signs tell them apart.
look_rule = "- g5 0.6 solid"
look_rob_low = "#a3dec4 g2 0.5 solid"
look_rob_some = "#eabf3f g2 0.5 solid"
look_rob_high = "#d2602f g2 0.5 solid"
look_rob_critical = "#9a3a78 g2 0.5 solid"
look_rob_none = "g8 g2 0.5 solid"
