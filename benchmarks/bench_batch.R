# The corpus of bench_batch.sh by metafor, one meta-analysis after the other: rma() and regtest().
# Usage: Rscript bench_batch.R CORPUS.csv
suppressMessages(library(metafor))
corpus <- read.csv(commandArgs(TRUE)[1])
start <- sum(proc.time()[1:2])
rows <- lapply(split(corpus, factor(corpus$meta_id, unique(corpus$meta_id))), function(d) {
  fit <- rma(yi, vi, data = d, method = "REML", test = "knha", control = list(maxiter = 1000, stepadj = 0.5))
  egger <- regtest(fit, model = "lm")
  interval <- predict(fit)
  data.frame(k = fit$k, estimate = fit$beta[1], se = fit$se, statistic = fit$zval, p = fit$pval, ci_lower = fit$ci.lb,
    ci_upper = fit$ci.ub, pi_lower = interval$pi.lb, pi_upper = interval$pi.ub, tau2 = fit$tau2, I2 = fit$I2, H2 = fit$H2,
    Q = fit$QE, Q_p = fit$QEp, egger_statistic = egger$zval, egger_p = egger$pval)
})
seconds <- sum(proc.time()[1:2]) - start
cat(sprintf("metafor %s: %.2f ms a meta-analysis\n", packageVersion("metafor"), 1e3 * seconds / length(rows)))
