# Writes bias_moderators.csv: tests of moderators beside a small-study effect. Egger's regression on sei and vi with variance phi v_i
# by R's lm and anova, with v_i + tau2 by metafor's rma and anova(btt); the regression of limit meta-analysis by rma with variances
# v_i + tau2 taken as known. Moderators are factors or numbers of the data.
# Usage: Rscript make_bias_moderators.R     (in this directory)
suppressMessages(library(metafor))
f17 <- function(x) ifelse(is.na(x), "NA", formatC(x, digits = 17, format = "g", width = 1))
rows <- list()
run <- function(set, moderator) {
  d <- read.csv(file.path("data", paste0(set, ".csv")))
  d$x <- if (is.numeric(d[[moderator]])) d[[moderator]] - mean(d[[moderator]]) else factor(d[[moderator]])
  tight <- list(threshold = 1e-14, maxiter = 10000)
  put <- function(test, name, value) rows[[length(rows) + 1]] <<- data.frame(dataset = set, moderator = moderator, test = test, statistic = name,
    value = f17(value), rtol = 1e-9, kind = "peer", source = "metafor 3.8-1 and R's lm")
  X <- model.matrix(~ x, d); m <- ncol(X) - 1
  for (predictor in c("sei", "vi")) {
    d$g <- if (predictor == "sei") sqrt(d$vi) else d$vi
    a <- anova(lm(yi ~ g, weights = 1 / vi, data = d), lm(yi ~ x + g, weights = 1 / vi, data = d))
    put(paste0("lm_", predictor), "F", a$F[2]); put(paste0("lm_", predictor), "p", a$`Pr(>F)`[2])
    for (test in c("z", "knha")) {
      fit <- rma(yi, vi, mods = ~ x + g, data = d, test = test, control = tight)
      o <- anova(fit, btt = 1 + seq_len(m))
      put(paste0("rma_", test, "_", predictor), "F", o$QM / if (test == "z") m else 1); put(paste0("rma_", test, "_", predictor), "p", o$QMp)
    }
  }
  tau2 <- rma(yi, vi, mods = ~ x, data = d, control = tight)$tau2
  fit <- rma(d$yi, d$vi + tau2, mods = cbind(X[, -1], sqrt(d$vi + tau2)), method = "FE")
  o <- anova(fit, btt = 1 + seq_len(m))
  put("limit", "tau2", tau2); put("limit", "F", o$QM / m); put("limit", "p", o$QMp)
}
run("bcg", "ablat"); run("bcg", "alloc"); run("smit2023_personal", "role"); run("bangertdrowns2004", "length"); run("curtis1998", "method")
run("landenberger2005", "design"); run("li2007", "year"); run("baskerville2012", "blind"); run("raudenbush1985", "setting")
write.csv(do.call(rbind, rows), "bias_moderators.csv", row.names = FALSE, quote = FALSE)
