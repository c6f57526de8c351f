# Processor time of the same fits by R's metafor, at the sizes that it can do (it works with k x k matrices).
# Usage: Rscript bench_metafor.R
suppressMessages(library(metafor))
cat("metafor", as.character(packageVersion("metafor")), "on", R.version.string, "\n")
simulate <- function(k) {
  v <- 10^(-2.5 + 2 * runif(k))
  list(y = 0.3 + rnorm(k) * sqrt(v + 0.05), v = v)
}
# copse_pool() does what rma() and confint() do together
fastest <- function(k, method, runs) {
  d <- simulate(k)
  best <- Inf
  for (i in seq_len(runs)) {
    start <- sum(proc.time()[1:2])
    n <- if (k <= 13) 20 else 1
    for (j in seq_len(n)) {
      fit <- rma(d$y, d$v, method = method, test = "knha", control = list(maxiter = 1000, stepadj = 0.5))
      if (method != "EE") confint(fit)
    }
    best <- min(best, (sum(proc.time()[1:2]) - start) / n)
  }
  best
}
set.seed(20260101)
for (method in c("EE", "DL", "HE", "HS", "HSk", "SJ", "ML", "REML", "EB", "PM", "PMM"))
  cat(sprintf("k = 13       %-5s %9.2f ms\n", method, 1e3 * suppressWarnings(fastest(13, method, 3))))
for (k in c(100, 1000, 2000))
  for (method in c("DL", "REML"))
    cat(sprintf("k = %-8d %-5s %9.2f ms\n", k, method, 1e3 * suppressWarnings(fastest(k, method, 1))))
