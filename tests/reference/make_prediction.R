# Writes prediction.csv: probabilities beyond a limit, the confidence distribution of tau2, and the limits that the bootstrap
# prediction interval has without Monte Carlo error.   Usage: Rscript make_prediction.R (needs metafor)
# Beyond a limit: estimate, se and tau2 of metafor; the delta method by R's symbolic derivatives of logit(pnorm((mu - q)/sqrt(t2))).
# H(tau2): eigenvalues of the quadratic form and Imhof's integral. Limits: the distribution of theta integrated over that of tau2
# (cubic interpolation of its normal quantile in log(tau2 + min v)), over z and over t, and inverted.
suppressMessages(library(metafor))
out <- "dataset,what,method,test,level,limit,side,statistic,value,source,rtol"
emit <- function(...) out <<- c(out, paste(..., sep = ","))
num <- function(x) sprintf("%.17g", x)
read <- function(name) read.csv(file.path("data", paste0(name, ".csv")))

logit_p <- quote(log(pnorm((mu - q) / sqrt(t2))) - log(pnorm(-(mu - q) / sqrt(t2))))
by_mu <- D(logit_p, "mu")
by_t2 <- D(logit_p, "t2")
beyond <- function(name, method, test, level, q) {
  d <- read(name)
  fit <- rma(yi, vi, data = d, method = method, test = test, level = level, control = list(threshold = 1e-11, maxiter = 10000))
  se <- sqrt(fit$se^2 + fit$tau2)
  for (side in c("above", "below")) {
    lower <- side == "below"
    x <- (q - c(fit$beta)) / se
    p <- if (test == "z") pnorm(x, lower.tail = lower) else pt(x, df = fit$k - 1, lower.tail = lower)
    at <- list(mu = c(fit$beta), t2 = fit$tau2, q = q)
    s <- sqrt(eval(by_mu, at)^2 * fit$se^2 + eval(by_t2, at)^2 * fit$se.tau2^2)
    centre <- eval(logit_p, at) * if (lower) -1 else 1
    half <- qnorm(1 - (100 - level) / 200) * s
    row <- function(what, value) emit(name, "beyond", method, test, level, num(q), side, what, num(value), "make_prediction.R", "1e-8")
    row("probability", p)
    row("plug_in", plogis(centre))
    row("ci_lower", plogis(centre - half))
    row("ci_upper", plogis(centre + half))
  }
}

imhof <- function(q, lambda) {
  f <- function(u) {
    theta <- colSums(atan(outer(lambda, u))) / 2 - q * u / 2
    rho <- exp(colSums(log1p(outer(lambda, u)^2)) / 4)
    sin(theta) / (u * rho)
  }
  0.5 + integrate(f, 0, Inf, rel.tol = 1e-8, subdivisions = 5000, stop.on.error = FALSE)$value / pi
}
confidence <- function(t2, y, v) {
  w <- 1 / v
  m <- sum(w * y) / sum(w)
  A <- diag(w) - w %o% w / sum(w)
  S <- sqrt(v + t2)
  e <- eigen(S * t(S * A), symmetric = TRUE, only.values = TRUE)$values
  imhof(sum(w * (y - m)^2) / max(e), e[seq_len(length(y) - 1)] / max(e))
}

effect_below <- function(c, t2, y, v) {
  w <- 1 / (v + t2)
  m <- sum(w * y) / sum(w)
  df <- length(y) - 1
  se <- sqrt(sum(w * (y - m)^2) / (df * sum(w)))
  if (t2 == 0) return(pt((c - m) / se, df))
  integrate(function(z) dnorm(z) * pt((c - m - z * sqrt(t2)) / se, df), -Inf, Inf, rel.tol = 1e-7)$value
}
legendre <- function(n) {
  i <- seq_len(n - 1)
  b <- i / sqrt(4 * i^2 - 1)
  J <- matrix(0, n, n)
  J[cbind(i, i + 1)] <- J[cbind(i + 1, i)] <- b
  e <- eigen(J, symmetric = TRUE)
  list(x = e$values, w = 2 * e$vectors[1, ]^2)
}
boot <- function(name, levels) {
  d <- read(name)
  y <- d$yi
  v <- d$vi
  H0 <- confidence(0, y, v)
  row <- function(t2, H) emit(name, "confidence", "", "", "", num(t2), "", "H", num(H), "make_prediction.R", "1e-7")
  w <- 1 / v
  row(0, pchisq(sum(w * (y - sum(w * y) / sum(w))^2), length(y) - 1, lower.tail = FALSE))
  if (length(y) > 5) for (t2 in c(0.1, 1) * mean(v)) row(t2, confidence(t2, y, v)) # Imhof's integral of two terms converges slowly
  s <- seq(log(min(v)), log(max(v) * 1e4), length.out = 100)
  z <- sapply(s, function(s) qnorm(min(max(confidence(exp(s) - min(v), y, v), 0), 1)))
  keep <- which(is.finite(z) & abs(z) < 4.8)
  s <- s[keep]
  z <- z[keep]
  low <- max(min(z), qnorm(H0))
  g <- legendre(40)
  at <- low + (g$x + 1) / 2 * (max(z) - low)
  weight <- g$w / 2 * (max(z) - low) * dnorm(at)
  t2 <- pmax(exp(splinefun(z, s)(at)) - min(v), 0)
  zero <- pnorm(low)
  below <- function(c) (zero * effect_below(c, 0, y, v) + sum(weight * sapply(t2, function(t) effect_below(c, t, y, v)))) / (zero + sum(weight))
  spread <- sd(y) + max(sqrt(v))
  for (level in levels) {
    tail <- (100 - level) / 200
    limit <- function(p) uniroot(function(c) below(c) - p, mean(y) + c(-8, 8) * spread, tol = 1e-6 * spread)$root
    emit(name, "boot", "", "", level, "", "", "lower", num(limit(tail)), "make_prediction.R", "0")
    emit(name, "boot", "", "", level, "", "", "upper", num(limit(1 - tail)), "make_prediction.R", "0")
  }
}

for (q in c(-1.5, log(0.8), 0, 0.7)) for (test in c("z", "knha")) for (method in c("REML", "DL", "ML"))
  beyond("bcg", method, test, 95, q)
for (q in c(0.1, 0.5)) for (level in c(90, 99)) beyond("smit2023_personal", "DL", "knha", level, q)
for (q in c(-30, 5)) beyond("normand1999_md", "REML", "z", 90, q)
writeLines(out, "prediction.csv")
boot("bcg", 95)
boot("smit2023_personal", 90)
boot("k3", 80)
writeLines(out, "prediction.csv")
