# Writes five_numbers_peer.csv: quantile estimation as the R package estmeansd (1.0.1) defines it, by R's own optim():
# L-BFGS-B from moment starting values within the package's bounds. For the sums of squares, which copse's must not
# exceed; written from the package's documented definitions, not a copy of it. Usage: Rscript make_five_numbers_peer.R
d <- read.csv("five_numbers.csv", na.strings = "NA")
d <- d[d$method == "luo/wan/shi", ]

moments <- function(x, n, case) { # Luo's mean, Wan's SD
  xi <- 2 * qnorm((n - 0.375) / (n + 0.25)); eta <- 2 * qnorm((0.75 * n - 0.125) / (n + 0.25))
  k <- length(x); mid <- (k + 1) / 2
  switch(case,
    S1 = { w <- 4 / (4 + n^0.75); c(w * (x[1] + x[3]) / 2 + (1 - w) * x[2], (x[3] - x[1]) / xi) },
    S2 = { w <- 0.7 + 0.39 / n; c(w * (x[1] + x[3]) / 2 + (1 - w) * x[2], (x[3] - x[1]) / eta) },
    S3 = { a <- 2.2 / (2.2 + n^0.75); b <- 0.7 - 0.72 / n^0.55
           c(a * (x[1] + x[5]) / 2 + b * (x[2] + x[4]) / 2 + (1 - a - b) * x[mid],
             ((x[5] - x[1]) / xi + (x[4] - x[2]) / eta) / 2) })
}

fit <- function(q, par, lower, upper, x, p) {
  r <- tryCatch(optim(par, function(t) sum((q(p, t[1], t[2]) - x)^2), method = "L-BFGS-B", lower = lower, upper = upper),
                error = function(e) NULL)
  if (is.null(r)) c(NA, NA, NA) else c(r$value, r$par)
}

out <- NULL
for (i in seq_len(nrow(d))) {
  row <- d[i, ]; n <- row$n
  x <- c(row$min, row$q1, row$median, row$q3, row$max); p <- c(1 / n, 0.25, 0.5, 0.75, 1 - 1 / n)[!is.na(x)]; x <- x[!is.na(x)]
  m <- moments(x, n, row$case); mu <- m[1]; s <- m[2]
  inner <- if (length(x) == 5) x[c(2, 4)] else x[c(1, 3)]
  f <- list(normal = fit(qnorm, c(mu, s), c(inner[1], 1e-3), c(inner[2], 50), x, p))
  if (min(x) >= 0) {
    low <- if (min(x) > 0) c(log(inner[1]), 1e-3) else c(1e-3, 1e-3) # what the package's missing bounds become for a 0
    high <- if (min(x) > 0) c(log(inner[2]), 10) else c(10, 10)
    f$`log-normal` <- fit(qlnorm, c(log(mu / sqrt(1 + (s / mu)^2)), sqrt(log(1 + (s / mu)^2))), low, high, x, p)
    f$gamma <- fit(qgamma, c(mu^2 / s^2, mu / s^2), c(1e-3, 1e-3), c(100, 100), x, p)
    k <- (mu / s)^1.086
    f$Weibull <- fit(qweibull, c(k, mu / gamma(1 + 1 / k)), c(1e-3, 1e-3), c(100, 100), x, p)
    if (max(x) < 1) {
      a <- mu * (mu * (1 - mu) / s^2 - 1)
      f$beta <- fit(qbeta, c(a, a * (1 - mu) / mu), c(1e-3, 1e-3), c(40, 40), x, p)
    }
  }
  best <- names(which.min(sapply(f, `[`, 1)))
  t <- f[[best]][2:3]
  mean_sd <- switch(best, normal = t, `log-normal` = c(exp(t[1] + t[2]^2 / 2), exp(t[1] + t[2]^2 / 2) * sqrt(expm1(t[2]^2))),
    gamma = c(t[1] / t[2], sqrt(t[1]) / t[2]), Weibull = c(t[2] * gamma(1 + 1 / t[1]), t[2] * sqrt(gamma(1 + 2 / t[1]) - gamma(1 + 1 / t[1])^2)),
    beta = c(t[1] / sum(t), sqrt(prod(t) / (sum(t) + 1)) / sum(t)))
  out <- rbind(out, data.frame(set = row$set, case = row$case, row[, c("min", "q1", "median", "q3", "max", "n")], family = best,
                               objective = f[[best]][1], mean = mean_sd[1], sd = mean_sd[2]))
}
num <- function(v) ifelse(is.na(v), "NA", sprintf("%.17g", v))
for (c in c("min", "q1", "median", "q3", "max", "n", "objective", "mean", "sd")) out[[c]] <- num(out[[c]])
write.csv(out, "five_numbers_peer.csv", row.names = FALSE, quote = FALSE)
