# bias_pvalues_metafor.csv: fail-safe N and the test of excess significance.  Usage: Rscript make_bias_pvalues_metafor.R (this directory)
# fsn and tes of metafor 3.8-1; what 3.8-1 has not (Fisher's and the binomial number, the general one, unrounded integrals) by the
# formulas of metafor 4.6's help page, with rma() for every fit.
suppressMessages(library(metafor))
f <- function(x) ifelse(is.na(x), "NA", formatC(x, digits = 17, format = "g", width = 1))
out <- file("bias_pvalues_metafor.csv", "w")
writeLines("dataset,check,options,name,value,source,rtol", out)
put <- function(ds, check, options, name, x, source, rtol = "1e-8")
  writeLines(paste(ds, check, options, name, f(x), source, rtol, sep = ","), out)
ctl <- list(threshold = 1e-15, maxiter = 10000, tol = 1e-15)
pool <- function(y, v, method, test) suppressWarnings(rma(y, v, method = method, test = test, control = ctl))

# N more studies of mean m, variance vt and variance of the estimates vt + tau2: whatever their values, the fit is the same.
spread <- function(n, m, s2) if (n == 0) numeric(0) else if (n == 1) m else { x <- seq_len(n); m + (x - mean(x)) / sd(x) * sqrt(s2) }
general <- function(y, v, method, test, alpha, target, m, exact) {
  r <- pool(y, v, method, test); k <- length(y); vt <- 1 / mean(1 / v); b <- r$beta[1]; t2 <- r$tau2
  at <- function(n) {
    if (exact) { q <- pool(c(y, spread(n, m, vt + t2)), c(v, rep(vt, n)), method, test); return(c(q$beta[1], q$tau2, q$pval)) }
    bn <- (k * b + n * m) / (k + n)
    tn <- if (method == "EE") 0 else max(0, ((k - 1) * t2 + max(0, n - 1) * t2 + k * (b - bn)^2 + n * (m - bn)^2) / (k + n - 1))
    w <- 1 / (v + tn); wn <- n / (vt + tn); e <- (sum(w * y) + wn * m) / (sum(w) + wn)
    c(e, tn, 2 * pnorm(-abs(e * sqrt(sum(w) + wn))))
  }
  turned <- function(s) if (!is.null(target)) abs(s[1]) <= abs(target) || s[1] * b < 0 else s[3] >= alpha || (m != 0 && s[1] * m > 0)
  if (turned(c(b, t2, r$pval))) return(c(0, b, t2, r$pval))
  n <- 1; while (!turned(at(n))) n <- 2 * n
  lo <- floor(n / 2); while (n - lo > 1) { x <- floor((n + lo) / 2); if (turned(at(x))) n <- x else lo <- x }
  c(n, at(n))
}
fisher <- function(y, v, alpha) {
  l <- pnorm(-abs(y / sqrt(v)), log.p = TRUE); at <- function(n) pchisq(-2 * sum(l) + 2 * n * log(2), 2 * (length(y) + n), lower.tail = FALSE)
  if (at(0) >= alpha) return(c(0, at(0)))
  n <- 1; while (at(n) < alpha) n <- 2 * n
  lo <- floor(n / 2); while (n - lo > 1) { x <- floor((n + lo) / 2); if (at(x) >= alpha) n <- x else lo <- x }
  c(min(n, 1e7), at(0)) # copse looks no farther
}
binomial <- function(y, alpha) { k <- length(y); s <- sum(y > 0); n <- 0; while (binom.test(s + n / 2, k + n)$p.value < alpha) n <- n + 2
  c(n, binom.test(s, k)$p.value) }

for (ds in c("bcg", "hackshaw1998", "raudenbush1985", "smit2023_personal", "curtis1998", "large_offset", "tau2_zero", "made200", "k3", "linde2005")) {
  d <- read.csv(file.path("data", paste0(ds, ".csv"))); y <- d$yi; v <- d$vi; k <- length(y)
  for (alpha in c(0.05, 0.01)) {
    o <- paste0("alpha=", alpha)
    r <- fsn(y, v, alpha = alpha); put(ds, "failsafe", o, "Rosenthal.n", r$fsnum, "metafor 3.8-1: fsn"); put(ds, "failsafe", o, "Rosenthal.p", r$pval, "metafor 3.8-1: fsn")
    r <- fsn(y, v, alpha = alpha, type = "Rosenberg"); put(ds, "failsafe", o, "Rosenberg.n", r$fsnum, "metafor 3.8-1: fsn")
    put(ds, "failsafe", o, "Rosenberg.p", r$pval, "metafor 3.8-1: fsn"); put(ds, "failsafe", o, "Rosenberg.estimate", r$meanes, "metafor 3.8-1: fsn")
    r <- fisher(y, v, alpha); put(ds, "failsafe", o, "Fisher.n", r[1], "by formula"); put(ds, "failsafe", o, "Fisher.p", r[2], "by formula")
    r <- binomial(y, alpha); put(ds, "failsafe", o, "binomial.n", r[1], "binom.test"); put(ds, "failsafe", o, "binomial.p", r[2], "binom.test")
  }
  for (target in list(NULL, 0.1, -0.05)) {
    o <- if (is.null(target)) "" else paste0("target=", target)
    a <- list(y, v, type = "Orwin"); if (!is.null(target)) a$target <- target
    r <- do.call(fsn, a); put(ds, "failsafe", o, "Orwin-equal.n", r$fsnum, "metafor 3.8-1: fsn"); put(ds, "failsafe", o, "Orwin-equal.estimate", r$meanes, "metafor 3.8-1: fsn")
    put(ds, "failsafe", o, "Orwin-equal.target", r$target, "metafor 3.8-1: fsn")
    a$weighted <- TRUE
    r <- do.call(fsn, a); put(ds, "failsafe", o, "Orwin.n", r$fsnum, "metafor 3.8-1: fsn"); put(ds, "failsafe", o, "Orwin.estimate", r$meanes, "metafor 3.8-1: fsn")
  }
  if (ds != "curtis1998" && ds != "made200" && ds != "large_offset") for (g in list(list("REML", "z", 0.05, NULL, 0, FALSE), list("DL", "z", 0.05, NULL, 0, TRUE), list("EE", "z", 0.01, NULL, 0, FALSE),
      list("REML", "knha", 0.05, NULL, 0, TRUE), list("REML", "z", 0.05, 0.1, 0, FALSE), list("ML", "z", 0.05, NULL, -0.05, FALSE), list("REML", "z", 0.05, 0.1, 0.02, TRUE))) {
    if (k < 6 && g[[6]]) next
    r <- general(y, v, g[[1]], g[[2]], g[[3]], g[[4]], g[[5]], g[[6]])
    o <- paste0("method=", g[[1]], ";test=", g[[2]], ";alpha=", g[[3]], if (!is.null(g[[4]])) paste0(";target=", g[[4]]), if (g[[5]] != 0) paste0(";missing=", g[[5]]), if (g[[6]]) ";exact=1")
    put(ds, "failsafe", o, "general.n", r[1], "rma and formula"); put(ds, "failsafe", o, "general.estimate_at", r[2], "rma and formula")
    put(ds, "failsafe", o, "general.tau2_at", r[3], "rma and formula"); put(ds, "failsafe", o, "general.p_at", r[4], "rma and formula")
  }
  # metafor integrates the power over theta -+ 5 tau to 1e-4; here over the whole line to 1e-12
  power <- function(theta, tau2, alternative, alpha) sapply(v, function(vi) { s <- sqrt(vi)
    p <- function(x) switch(alternative, two.sided = pnorm(qnorm(1 - alpha / 2), x / s, 1, FALSE) + pnorm(-qnorm(1 - alpha / 2), x / s, 1),
      greater = pnorm(qnorm(1 - alpha), x / s, 1, FALSE), less = pnorm(qnorm(alpha), x / s, 1))
    if (tau2 == 0) p(theta) else { t <- sqrt(tau2); g <- function(u) p(theta + t * u) * dnorm(u)
      cuts <- sort(unique(c(-12, pmin(pmax(c(-1, 1) * qnorm(1 - alpha / 2) * s / t - theta / t, -12), 12), 0, 12)))
      sum(sapply(seq_len(length(cuts) - 1), function(i) integrate(g, cuts[i], cuts[i + 1], rel.tol = 1e-12, abs.tol = 0, subdivisions = 1000)$value)) } })
  re <- pool(y, v, "REML", "z")
  for (s in list(list("two.sided", "greater", 0.05, 0), list("two.sided", "two.sided", 0.05, 0), list("two.sided", "less", 0.01, 0), list("greater", "greater", 0.05, 0), list("less", "greater", 0.1, 0), list("two.sided", "greater", 0.05, 1))) {
    theta <- if (s[[4]]) re$beta[1] else NULL; tau2 <- if (s[[4]]) re$tau2 else 0
    if (s[[4]] && tau2 == 0) next
    o <- paste0("alternative=", s[[1]], ";excess=", s[[2]], ";alpha=", s[[3]], if (s[[4]]) paste0(";theta=", f(theta), ";tau2=", f(tau2)))
    th <- if (s[[4]]) theta else sum(y / v) / sum(1 / v)
    E <- sum(power(th, tau2, s[[1]], s[[3]])); put(ds, "tes", o, "expected", E, "by formula", if (s[[4]]) "1e-10" else "1e-9")
    for (te in c("chi2", "binom", "exact")) {
      if (E / k > 1 - 1e-12 || E < 1e-12) next # metafor stops there
      if (te == "exact" && sum(choose(k, 0:k)) > 2^14) next
      if (s[[4]]) { # the powers being what they are, the tests are of metafor's formulas
        if (te != "chi2") next
        O <- sum(abs(y / sqrt(v)) >= qnorm(0.975)); put(ds, "tes", o, "observed", O, "by formula")
        put(ds, "tes", o, "chi2", (O - E)^2 / E + (O - E)^2 / (k - E), "by formula", "1e-7"); next }
      r <- suppressWarnings(tes(y, v, test = te, alternative = s[[1]], tes.alternative = s[[2]], alpha = s[[3]], progbar = FALSE, rel.tol = 1e-12, find.lim = te == "chi2" && s[[2]] == "greater"))
      put(ds, "tes", o, "observed", r$O, "metafor 3.8-1: tes"); put(ds, "tes", o, paste0("p.", te), r$pval, "metafor 3.8-1: tes")
      if (te == "chi2") { put(ds, "tes", o, "chi2", r$X2, "metafor 3.8-1: tes")
        # its root is good to 1e-4 only: solved again
        if (s[[2]] == "greater") { lim <- NA
          p <- function(x) tes(y, v, test = "chi2", theta = x, alternative = s[[1]], tes.alternative = "greater", alpha = s[[3]], progbar = FALSE, find.lim = FALSE)$pval - 0.1
          if (!is.null(r$theta.lim) && !is.na(r$theta.lim)) { w <- 1e-2 * (abs(r$theta.lim) + 1e-3); lim <- uniroot(p, r$theta.lim + c(-w, w), tol = 1e-15, maxiter = 1000)$root }
          put(ds, "tes", paste0(o, ";limit=chi2"), "limit_lower", lim, "metafor 3.8-1: tes") } }
    }
  }
}
close(out)
