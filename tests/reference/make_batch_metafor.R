# A corpus of simulated meta-analyses with metafor 3.8-1's fits and its regression test for funnel plot asymmetry.
# Usage: Rscript make_batch_metafor.R  (in this directory); writes batch_corpus.csv and batch_metafor.csv
suppressMessages(library(metafor))
set.seed(20261122)
f <- function(x) ifelse(is.na(x), "", formatC(x, digits = 17, format = "g", width = 1))
corpus <- file("batch_corpus.csv", "w"); out <- file("batch_metafor.csv", "w")
writeLines("meta,yi,vi", corpus)
writeLines(paste("meta,method,test,k,estimate,se,statistic,df,p,ci_lower,ci_upper,pi_lower,pi_upper,tau2,I2,H2,Q,Q_p,",
  "egger_bias,egger_se,egger_statistic,egger_df,egger_p", sep = ""), out)
for (m in 1:60) {
  k <- sample(c(3:12, 20, 40), 1)
  scale <- sample(c(1, 1, 1, 1e-3, 1e3), 1)
  v <- round(10^runif(k, -2.5, 0) , 8)
  y <- round(rnorm(1, 0, 0.5) + rnorm(k) * sqrt(v + sample(c(0, 0.05, 0.3), 1)) + sample(c(0, 1), 1) * sqrt(v), 8)
  # what is written is what is fitted
  yi <- as.numeric(f(y * scale)); vi <- as.numeric(f(v * scale^2))
  writeLines(paste(paste0("m", m), f(yi), f(vi), sep = ","), corpus)
  method <- c("REML", "DL", "PM", "ML", "EE", "SJ")[(m - 1) %% 6 + 1]
  test <- c("knha", "z", "t")[((m - 1) %/% 6) %% 3 + 1]
  for (threshold in c(1e-15, 1e-14, 1e-13, 1e-12)) {
    res <- try(suppressWarnings(rma(yi, vi, method = method, test = test,
      control = list(threshold = threshold * scale^2, maxiter = 10000, tol = 1e-15 * scale^2))), silent = TRUE)
    if (!inherits(res, "try-error")) break
  }
  pr <- predict(res)
  egger <- regtest(res, model = "lm", predictor = "sei")
  line <- coef(summary(egger$fit))
  writeLines(paste(c(paste0("m", m), method, test, k, f(c(res$beta, res$se, res$zval, if (test == "z") NA else k - 1, res$pval,
    res$ci.lb, res$ci.ub, if (method == "EE") c(NA, NA) else c(pr$pi.lb, pr$pi.ub), res$tau2, res$I2, res$H2, res$QE, res$QEp,
    line[2, 1], line[2, 2], egger$zval, egger$dfs, egger$pval))), collapse = ","), out)
}
close(corpus); close(out)
