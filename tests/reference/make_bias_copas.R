# bias_copas.csv: Copas' selection model.  Usage: Rscript make_bias_copas.R (this directory)
# The likelihood of Copas & Shi 2000 with the grid, the line across the contours and the test of residual selection bias that metasens
# documents (Carpenter et al. 2009). Then run make_bias_copas_se.py, which adds standard errors. Maxima: nlminb from 11 starts, three of them with rho at its bound, those outside the corner (rho at its bound, no tau) first, then Newton's method with numDeriv. Contours: R's contourLines.
suppressMessages(library(numDeriv))
f <- function(x) ifelse(is.na(x), "NA", formatC(x, digits = 17, format = "g", width = 1))
out <- file("bias_copas.csv", "w")
writeLines("dataset,check,options,name,value,source,rtol", out)
bound <- 0.9999
near <- list(d = 1e-3) # steps that do not pass the bound
minus <- function(p, y, s, u) { # mu, rho, tau, slope
  l <- exp(dnorm(u, log = TRUE) - pnorm(u, log.p = TRUE)); rho <- p[2]
  sg2 <- s^2 / (1 - rho^2 * l * (u + l)); S <- sg2 + p[3]^2; e <- y - p[1] - p[4] * s; r <- rho * sqrt(sg2 / S)
  -sum(-log(S) / 2 - e^2 / (2 * S) + pnorm((u + r * e / sqrt(S)) / sqrt(1 - r^2), log.p = TRUE))
}
polish <- function(p, fn, free) { # Newton's method in the parameters that are not at their bounds
  for (i in 1:12) { g <- function(z) { q <- p; q[free] <- z; fn(q) }
    gr <- grad(g, p[free], method.args = near); H <- hessian(g, p[free], method.args = near); step <- try(solve(H, gr), silent = TRUE)
    if (inherits(step, "try-error") || any(eigen(H)$values <= 0)) break
    q <- p; q[free] <- p[free] - step; if (abs(q[2]) > bound || q[3] < 0 || !is.finite(fn(q)) || fn(q) > fn(p) + 1e-9) break
    p <- q; if (max(abs(step)) < 1e-11 * max(abs(p))) break }
  p
}
fit <- function(y, s, u, side, slope, from = NULL) {
  sc <- max(s); y <- y / sc; s <- s / sc; sg <- -side; n <- if (slope) 4 else 3
  fn <- function(p) minus(c(p, 0)[1:4], y, s, u)
  lo <- c(-Inf, if (sg > 0) 0 else -bound, 0, -Inf)[1:n]; hi <- c(Inf, if (sg > 0) bound else 0, Inf, Inf)[1:n]
  found <- list(); m <- mean(y); sp <- sd(y)
  climb <- function(start, l = lo, h = hi) found[[length(found) + 1]] <<- suppressWarnings(nlminb(start[1:n], fn, lower = l, upper = h, control = list(rel.tol = 1e-14, x.tol = 1e-12, eval.max = 2000, iter.max = 1000)))
  for (rho in c(0.1, 0.5, 0.8, 0.95, bound)) for (tau in c(0.05, 0.7) * sp) { # the last one stays at its bound
    at <- rho == bound; l <- lo; h <- hi; if (at) l[2] <- h[2] <- sg * bound
    climb(c(m, sg * rho, tau, 0), l, h) }
  if (!is.null(from)) for (b in c(-1, 0, 1)) climb(c(from$mu / sc, from$rho, from$tau / sc, b))
  # the corner of rho at its bound and no tau can hold a maximum that is narrow in mu: it is taken only where there is no other
  b <- sg * bound; o <- optimize(function(x) fn(c(x, b, 0, 0)[1:n]), range(y) + c(-1, 1), tol = 1e-10)
  climb(c(o$minimum, b, 0, 0))
  corner <- sapply(found, function(r) abs(r$par[2]) > bound - 1e-7 && r$par[3] < 1e-5)
  height <- sapply(found, function(r) -r$objective); use <- if (all(corner)) corner else !corner
  best <- found[[which(use)[which.max(height[use])]]]
  highest <- max(height) - length(y) * log(sc)
  p <- best$par; free <- c(TRUE, abs(p[2]) > 1e-8 && abs(p[2]) < bound - 1e-10, p[3] > 1e-6, TRUE)[1:n]
  if (!free[3]) p[3] <- 0
  tells <- hessian(function(r) { q <- p; q[2] <- r; fn(q) }, p[2])[1, 1]; if (!is.finite(tells) || abs(tells) < 1e-9) free[2] <- FALSE # no selection
  p <- polish(p, fn, free)
  se <- sqrt(solve(hessian(function(z) { q <- p; q[free] <- z; fn(q) }, p[free], method.args = near))[1, 1])
  list(mu = p[1] * sc, rho = p[2], tau = p[3] * sc, se = se * sc, value = -fn(p) - length(y) * log(sc), highest = highest)
}
for (ds in c("bcg", "hackshaw1998", "raudenbush1985", "smit2023_personal", "crowther2003")) {
  d <- read.csv(file.path("data", paste0(ds, ".csv"))); y <- d$yi; s <- sqrt(d$vi); n <- 20
  egger <- coef(lm(I(y / s) ~ I(1 / s)))[1]; side <- if (egger > 0) -1 else 1
  g1 <- 1.29 / (1 / min(s) - 1 / max(s)); gamma1 <- seq(0, g1, length = n); gamma0 <- seq(-0.25 - g1 / max(s), 2, length = n)
  z <- outer(1:n, 1:n, Vectorize(function(i, j) fit(y, s, gamma0[i] + gamma1[j] / s, side, FALSE)$mu))
  put <- function(name, x, rtol) writeLines(paste(ds, "copas", "", name, f(x), "make_bias_copas.R", rtol, sep = ","), out)
  put("side", side, 1e-9)
  for (i in seq(1, n, 3)) for (j in seq(1, n, 3)) put(paste("contour", i - 1, j - 1, sep = "."), z[i, j], 2e-6)
  x <- seq(0, 1, length = n); lines <- contourLines(x, x, z, nlevels = 10)
  b <- t(sapply(lines, function(l) { m <- lm(l$y ~ l$x); c(coef(m), length(l$x), suppressWarnings(summary(m)$adj.r.squared)) }))
  use <- !is.nan(b[, 4]) & is.finite(b[, 4]) & b[, 4] > 0
  slope <- -1 / weighted.mean(b[use, 2], b[use, 3]); put("slope", slope, 1e-5)
  px <- (1 - slope - b[, 1]) / (b[, 2] - slope); py <- 1 + slope * (px - 1)
  p0 <- px * diff(range(gamma0)) + min(gamma0); p1 <- py * diff(range(gamma1)) + min(gamma1)
  ok <- !is.na(p0) & p0 >= min(gamma0) & p0 <= max(gamma0) & p1 >= min(gamma1) & p1 <= max(gamma1)
  p0 <- p0[ok]; p1 <- p1[ok]; o <- rev(order(pnorm(p0 + p1 / max(s)))); p0 <- c(10, p0[o]); p1 <- c(0, p1[o])
  put("points", length(p0), 1e-9); chosen <- NA
  for (i in seq_along(p0)) {
    u <- p0[i] + p1[i] / s; a <- fit(y, s, u, side, FALSE); b2 <- fit(y, s, u, side, TRUE, a); pt <- function(name, x, rtol) put(paste0("point.", i - 1, ".", name), x, rtol)
    pt("gamma0", p0[i], 1e-5); pt("gamma1", p1[i], 1e-5); pt("published", pnorm(p0[i] + p1[i] / max(s)), 1e-5)
    pt("estimate", a$mu, 1e-5); pt("tau2", a$tau^2, 1e-4); if (i > 1) pt("rho", a$rho, 1e-4)
    pt("log_lik", a$value - sum(pnorm(u, log.p = TRUE)), 1e-5); pt("unpublished", sum(pnorm(-u) / pnorm(u)), 1e-4)
    lr <- max(0, 2 * (b2$highest - a$value)); pt("residual_statistic", lr, 1e-4); p <- pchisq(lr, 1, lower.tail = FALSE); pt("residual_p", p, 1e-3)
    if (is.na(chosen) && p > 0.1) chosen <- i - 1
  }
  put("chosen", if (is.na(chosen)) length(p0) else chosen, 1e-9)
}
close(out)
