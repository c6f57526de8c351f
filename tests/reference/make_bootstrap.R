# Bootstrap intervals of R's boot on copse's own resamples of the BCG trials, each pooled by metafor.
# Usage: Rscript make_bootstrap.R COPSE > bootstrap.csv       (boot 1.3, metafor 3.8-1; about a minute)
suppressMessages({library(metafor); library(boot)})
copse <- commandArgs(TRUE)[1]
R <- 999
seed <- 1
counts <- tempfile()
flags <- "@bcg --measure RR --ai tpos --bi tneg --ci cpos --di cneg"
system(sprintf("%s bootstrap %s --replicates %d --seed %d --export-counts %s", copse, flags, R, seed, counts))
n <- as.matrix(read.csv(counts, check.names = FALSE)[, -1])
bcg <- read.csv(text = system(sprintf("%s effects %s --format csv", copse, flags), intern = TRUE))
dat <- bcg
stopifnot(all(rowSums(n) == 13), nrow(n) == R, ncol(n) == nrow(dat))

fit <- function(i) {
    m <- rma(yi, vi, data = dat[i, ], test = "knha", control = list(threshold = 1e-13, maxiter = 100000))
    p <- predict(m)
    c(m$beta, m$se^2, m$tau2, m$I2, m$QE, p$pi.lb)
}
rows <- function(n) rep(seq_len(nrow(dat)), n)
t0 <- fit(seq_len(nrow(dat)))
t <- t(apply(n, 1, function(n) fit(rows(n))))
jack <- t(sapply(seq_len(nrow(dat)), function(i) fit(seq_len(nrow(dat))[-i])))

blank <- boot(data.frame(x = seq_len(nrow(dat))), function(d, i) mean(d$x[i]), R)
cat("quantity,what,lower,upper\n")
out <- function(q, what, x) cat(sprintf("%s,%s,%.17g,%.17g\n", q, what, x[1], x[2]))
column <- c(mu = 1, tau2 = 3, I2 = 4, Q = 5, pi_lower = 6)
for (q in names(column)) {
    j <- column[[q]]
    L <- 12 * (mean(jack[, j]) - jack[, j])
    ci <- suppressWarnings(boot.ci(blank, type = c("norm", "basic", "perc", "bca"), t0 = t0[j], t = t[, j], L = L))
    out(q, "estimate", c(t0[j], t0[j]))
    out(q, "moments", c(mean(t[, j]), sd(t[, j])))
    out(q, "normal", ci$normal[2:3])
    out(q, "basic", ci$basic[4:5])
    out(q, "percentile", ci$percent[4:5])
    out(q, "bca", ci$bca[4:5])
    if (q == "mu") {
        stud <- boot:::stud.ci(t0[1:2], t[, 1:2])
        out(q, "studentised", stud[4:5])
    }
    out(q, "acceleration", rep(sum(L^3) / (6 * sum(L^2)^1.5), 2))
}
