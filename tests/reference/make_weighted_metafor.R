# weighted.csv: metafor with weights of one's own, and unweighted.  Usage: Rscript make_weighted_metafor.R (this directory)
suppressMessages(library(metafor))
f <- function(x) ifelse(is.na(x), "NA", formatC(x, digits = 17, format = "g", width = 1))
out <- file("weighted.csv", "w")
writeLines("dataset,pooling,method,test,statistic,value,kind,source,rtol", out)
for (s in c("bcg", "k2", "normand1999_smd", "tau2_zero", "smit2023_personal")) {
  d <- read.csv(file.path("data", paste0(s, ".csv"))); k <- nrow(d); w <- 1 + (seq_len(k) * 7) %% 5
  for (p in c("weighted", "unweighted", "IVhet")) for (m in c("EE", "DL", "REML")) for (te in c("z", "t", "knha", "adhoc")) {
    ctl <- list(threshold = 1e-15, maxiter = 10000)
    r <- suppressWarnings(switch(p, weighted = rma(yi, vi, weights = w, data = d, method = m, test = te, control = ctl),
      unweighted = rma(yi, vi, weighted = FALSE, data = d, method = m, test = te, control = ctl),
      IVhet = rma(yi, vi, weights = 1 / d$vi, data = d, method = m, test = te, control = ctl)))
    pr <- predict(r); ll <- r$fit.stats[, if (m == "REML") "REML" else "ML"]; wt <- weights(r)
    put <- function(st, x) writeLines(paste(s, p, m, te, st, f(x), "peer", '"metafor 3.8-1: rma.uni"', "1e-9", sep = ","), out)
    put("estimate", r$beta[1]); put("se", r$se); put("statistic", r$zval); put("p", r$pval); put("ci_lower", r$ci.lb); put("ci_upper", r$ci.ub)
    put("Q", r$QE); put("log_lik", ll[1]); put("deviance", ll[2]); put("AIC", ll[3]); put("BIC", ll[4]); put("AICc", ll[5]); put("weight_last", wt[k])
    if (m != "EE") { put("pi_lower", pr$pi.lb); put("pi_upper", pr$pi.ub) }
  }
}
close(out)
