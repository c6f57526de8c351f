# Influence of groups of studies and on chosen coefficients, and deletions of pooled counts, for group_influence_metafor.csv and
# counts_deletions_metafor.csv.  Usage: Rscript make_group_influence_metafor.R (this directory)
# Groups: with a given tau2 (EE: 0) the methods of rma.mv with cluster = themselves, "metafor 3.8-1"; where tau2 is estimated their
# definitions in R's matrices about tightened rma.uni fits, "R 4 by metafor's definitions", which those methods must come near (1e-5).
suppressMessages(library(metafor))
f <- function(x) ifelse(is.na(x), "NA", formatC(x, digits = 16, format = "g", width = 1))
b <- read.csv("data/bcg.csv"); mo <- read.csv("data/molloy2014_zcor.csv"); s <- read.csv("data/sim100.csv")
half <- function(k, n) (seq_len(k) - 1) %% n + 1
D <- list(bcg = list(b, NULL, match(b$alloc, unique(b$alloc))), bcg_ablat = list(b, cbind(1, b$ablat), half(13, 4)),
  bcg_ablat_year = list(b, cbind(1, b$ablat, b$year), half(13, 5)), molloy_quality_age = list(mo, cbind(1, mo$quality, mo$meanage), half(nrow(mo), 6)),
  sim100 = list(s, cbind(1, s$x1, s$x2, s$x3, s$x4), half(100, 8)), smit2023_personal = list(d <- read.csv("data/smit2023_personal.csv"), NULL, half(nrow(d), 4)),
  singles = list(b, NULL, 1:13))
ctl <- list(threshold = 1e-14, maxiter = 10000, tol = 1e-15)
out <- file("group_influence_metafor.csv", "w")
part <- c("chi2", "cook", "cov_ratio", "cook_btt", "cov_ratio_btt", paste0("dfbetas", 1:5))
writeLines(paste(c("design", "method", "test", "tau2", "btt", "group", "of", part, "source"), collapse = ","), out)
for (n in names(D)) {
  d <- D[[n]][[1]]; X <- D[[n]][[2]]; cl <- D[[n]][[3]]; k <- nrow(d)
  if (is.null(X)) X <- cbind(rep(1, k))
  p <- ncol(X); btt <- if (p == 1) 1 else 2:max(2, p - 1)
  uni <- function(keep, me, te, t) suppressWarnings(rma.uni(d$yi[keep], d$vi[keep], mods = X[keep, , drop = FALSE], intercept = FALSE,
    method = me, test = te, tau2 = t, control = ctl))
  for (run in list(c("REML", "z", NA), c("REML", "knha", NA), c("DL", "z", NA), c("ML", "t", NA), c("EE", "z", NA), c("REML", "z", 0.05))) {
    me <- run[1]; te <- run[2]; t <- if (is.na(run[3])) NULL else as.numeric(run[3])
    all <- uni(rep(TRUE, k), me, te, t)
    ratio <- function(g, j) { r <- uni(cl != g, me, te, t); det(r$vb[j, j, drop = FALSE]) / det(all$vb[j, j, drop = FALSE]) }
    rows <- sapply(unique(cl), function(g) {
      r <- uni(cl != g, me, te, t); o <- cl == g; s2 <- if (te == "knha") r$s2w else 1
      e <- d$yi[o] - X[o, , drop = FALSE] %*% r$beta
      V <- diag(s2 * (d$vi[o] + r$tau2), sum(o)) + X[o, , drop = FALSE] %*% r$vb %*% t(X[o, , drop = FALSE])
      W <- 1 / (d$vi + r$tau2); C <- solve(t(X) %*% (W * X)); db <- all$beta - r$beta
      cook <- function(j) c(t(db[j]) %*% solve(all$vb[j, j, drop = FALSE], db[j]))
      c(c(t(e) %*% solve(V, e)), cook(1:p), ratio(g, 1:p), cook(btt), ratio(g, btt), c(db / sqrt(s2 * diag(C))), rep(NA, 5 - p))
    })
    source <- "R 4 by metafor's definitions"
    if (te == "z" && me %in% c("REML", "EE")) {
      d$id <- seq_len(k); d$cl <- cl
      mv <- if (me == "EE") rma.mv(yi, vi, mods = X, intercept = FALSE, data = d) else if (is.null(t)) rma.mv(yi, vi, mods = X, intercept = FALSE,
        random = ~ 1 | id, data = d, control = list(optimizer = "optim", optmethod = "BFGS", reltol = 1e-13)) else rma.mv(yi, vi, mods = X, intercept = FALSE, random = ~ 1 | id, sigma2 = t, data = d)
      mine <- rbind(rstudent(mv, cluster = cl)$cluster$X2, cooks.distance(mv, cluster = cl), cooks.distance(mv, cluster = cl, btt = btt), t(as.matrix(dfbetas(mv, cluster = cl))))
      mine <- mine[, match(unique(cl), sort(unique(cl))), drop = FALSE]
      at <- c(1, 2, 4, 5 + seq_len(p))
      stopifnot(all(abs(mine - rows[at, , drop = FALSE]) < 1e-5 * (1 + abs(mine)), na.rm = TRUE))
      if (me == "EE" || !is.null(t)) { rows[at, ] <- mine; source <- "metafor 3.8-1" }
    }
    for (g in seq_len(ncol(rows)))
      writeLines(paste(c(n, me, te, f(if (is.null(t)) NA else t), paste(btt, collapse = " "), unique(cl)[g], max(cl), f(rows[, g]), source), collapse = ","), out)
    if (n == "singles") next
    i <- suppressWarnings(influence(all, btt = btt)$inf) # of each study: group 0
    for (j in if (k > 20) seq(1, k, by = 10) else seq_len(k))
      writeLines(paste(c(n, me, te, f(if (is.null(t)) NA else t), paste(btt, collapse = " "), j, 0, f(c(NA, NA, NA, i$cook.d[j], i$cov.r[j], rep(NA, 5))), "metafor 3.8-1"), collapse = ","), out)
  }
}
close(out)

tab <- read.csv("data/counts_tables.csv"); rate <- c("hart", "nielweise_rates", "rothman2", "sparse_rates")
out <- file("counts_deletions_metafor.csv", "w")
writeLines("kind,dataset,measure,step,estimate,se,p,lower,upper,Q,I2,H2,rstudent,source", out)
fit <- function(d, m) suppressWarnings(if (m %in% c("IRR", "IRD")) rma.mh(measure = m, x1i = a, t1i = b, x2i = c, t2i = d, data = d) else
  if (m == "PETO") rma.peto(ai = a, bi = b, ci = c, di = d, data = d, add = 0) else rma.mh(measure = m, ai = a, bi = b, ci = c, di = d, data = d))
for (s in setdiff(unique(tab$dataset), c("single", "yusuf_all"))) for (m in if (s %in% rate) c("IRR", "IRD") else c("OR", "RR", "RD", "PETO")) {
  d <- subset(tab, dataset == s); x <- fit(d, m); k <- nrow(d)
  options(na.action = "na.pass")
  w <- list(leave1out = suppressWarnings(leave1out(x)), cumul = suppressWarnings(cumul(x)))
  z <- suppressWarnings(rstudent(x)$z)
  for (kind in names(w)) { o <- w[[kind]]
    for (j in if (k > 14) seq(1, k, by = 3) else seq_len(k)) writeLines(paste(c(kind, s, m, j, f(c(o$estimate[j], o$se[j], o$pval[j], o$ci.lb[j], o$ci.ub[j], o$Q[j], o$I2[j], o$H2[j],
      if (kind == "leave1out") z[j] else NA)), "metafor 3.8-1"), collapse = ","), out) }
}
# Every subset of the first 7 tables (metafor's gosh), by its number
for (s in c("bcg", "double00", "extreme", "opposite", "collins_b", "hart", "sparse_rates", "graves")) for (m in if (s %in% rate) c("IRR", "IRD") else c("OR", "RR", "RD", "PETO")) {
  d <- head(subset(tab, dataset == s), if (s == "double00") 6 else 7)
  x <- fit(d, m); k <- nrow(d)
  g <- suppressWarnings(gosh(x, progbar = FALSE)); number <- as.vector(g$incl %*% 2^(seq_len(x$k) - 1))
  if (x$k != k) { message(s, " ", m, ": ", x$k); next }
  r <- g$res[order(number), ]
  for (j in seq_len(nrow(r))) if (s == "bcg" || j %% 3 == 1)
    writeLines(paste(c("gosh", s, m, sort(number)[j], f(c(r[[6]][j], NA, NA, NA, NA, r$QE[j], r$I2[j], r$H2[j], NA)), "metafor 3.8-1"), collapse = ","), out)
}
close(out)
