# Data of the tests of small-study effects, and what metafor 3.8-1 says of them: data/bias_sets.csv and bias_metafor.csv.
# Usage: Rscript make_bias_metafor.R (this directory). regtest, ranktest and trimfill, tightened; formulas of the rest: make_bias.py.
suppressMessages(library(metafor))
f <- function(x) ifelse(is.na(x), "NA", formatC(x, digits = 17, format = "g", width = 1))
col <- function(d, n) if (is.null(d[[n]])) rep(NA_real_, nrow(d)) else as.numeric(d[[n]])
set <- function(name, d, mod = NULL) {
  tab <- !is.null(d$ai) && !is.null(d$n1i)
  a <- col(d, "ai"); n1 <- col(d, "n1i"); c <- col(d, "ci"); n2 <- col(d, "n2i")
  b <- if (tab) n1 - a else NA; dd <- if (tab) n2 - c else NA
  e <- if (tab) a + c else col(d, "xi"); o <- if (tab) b + dd else col(d, "ni") - col(d, "xi")
  n <- if (tab) n1 + n2 else if (!is.null(d$n1i)) n1 + n2 else col(d, "ni")
  data.frame(set = name, y = c(d$yi), v = d$vi, n = n, n1 = n1, n2 = n2, a = a, b = b, c = c, d = dd, events = e, others = o,
             x = if (is.null(mod)) NA else mod)
}
tables <- function(d) { names(d)[match(c("tpos","cpos"), names(d))] <- c("ai","ci"); d$n1i <- d$ai + d$tneg; d$n2i <- d$ci + d$cneg; d }
bcg <- escalc("RR", ai = ai, n1i = n1i, ci = ci, n2i = n2i, data = tables(dat.bcg))
eg <- escalc("OR", ai = ai, n1i = n1i, ci = ci, n2i = n2i, data = dat.egger2001)
li <- escalc("OR", ai = ai, n1i = n1i, ci = ci, n2i = n2i, data = dat.li2007)
nw <- suppressWarnings(escalc("OR", ai = ai, n1i = n1i, ci = ci, n2i = n2i, data = dat.nielweise2007))
co <- dat.collins1985b; co <- data.frame(ai = co$pre.xti, n1i = co$pre.nti, ci = co$pre.xci, n2i = co$pre.nci); co <- escalc("OR", ai = ai, n1i = n1i, ci = ci, n2i = n2i, data = co)
pr <- escalc("PLO", xi = xi, ni = ni, data = dat.pritz1997)
no <- escalc("SMD", m1i = m1i, sd1i = sd1i, n1i = n1i, m2i = m2i, sd2i = sd2i, n2i = n2i, data = dat.normand1999)
cu <- escalc("SMD", m1i = m1i, sd1i = sd1i, n1i = n1i, m2i = m2i, sd2i = sd2i, n2i = n2i, data = dat.curtis1998)
mc <- escalc("ZCOR", ri = ri, ni = ni, data = dat.mcdaniel1994)
bd <- dat.bangertdrowns2004; ha <- dat.hackshaw1998
dz <- data.frame(ai = c(0,0,3,1,12,0,5,4), n1i = c(10,25,30,14,60,8,40,22), ci = c(0,2,1,1,20,1,9,22), n2i = c(12,24,31,15,58,9,42,22))
dz <- escalc("OR", ai = ai, n1i = n1i, ci = ci, n2i = n2i, data = dz)
set.seed(20261128); n <- round(exp(runif(250, 3, 7))); ma <- data.frame(ni = n, vi = 4/n * runif(250, .9, 1.1)); ma$yi <- rnorm(250, .2 + .6*sqrt(ma$vi), sqrt(ma$vi + .02)); ma$yi <- signif(ma$yi, 9); ma$vi <- signif(ma$vi, 9)
S <- list(set("bcg", bcg, dat.bcg$ablat), set("egger2001", eg, dat.egger2001$year - 1990), set("li2007", li, dat.li2007$year - 1995), set("nielweise2007", nw), set("collins1985b", co),
  set("pritz1997", pr), set("normand1999", no), set("curtis1998", cu), set("mcdaniel1994", mc), set("bangertdrowns2004", bd, bd$wic), set("hackshaw1998", ha, ha$year - 1990),
  set("doublezero", dz), set("three", bcg[1:3, ]), set("made250", ma))
for (i in seq_along(S)) { keep <- !is.na(S[[i]]$y) & !is.na(S[[i]]$v); if (S[[i]]$set[1] == "bangertdrowns2004") keep <- keep & !is.na(S[[i]]$x); S[[i]] <- S[[i]][keep, ] }
all <- do.call(rbind, S)
out <- file("data/bias_sets.csv", "w"); writeLines(paste(names(all), collapse = ","), out)
for (i in seq_len(nrow(all))) writeLines(paste(c(all$set[i], f(unlist(all[i, -1]))), collapse = ","), out)
close(out)

all <- read.csv("data/bias_sets.csv") # the doubles that the tests have
ctl <- list(threshold = 1e-14, maxiter = 10000, tol = 1e-15)
out <- file("bias_metafor.csv", "w"); writeLines("set,check,variant,quantity,value,rtol,kind,source", out)
put <- function(set, check, variant, q, x, rtol = 1e-8) if (length(x) == 1 && !is.na(x)) writeLines(paste(c(set, check, variant, q, f(x), rtol, "peer", "metafor 3.8-1"), collapse = ","), out)
pred <- c("sei", "vi", "ni", "ninv", "sqrtni", "sqrtninv")
for (s in unique(all$set)) {
  d <- all[all$set == s, ]
  for (mods in c(FALSE, TRUE)) {
    if (mods && any(is.na(d$x))) next
    X <- if (mods) cbind(1, d$x) else cbind(rep(1, nrow(d)))
    for (p in pred) {
      if (any(is.na(d$n)) && !(p %in% c("sei", "vi"))) next
      g <- switch(p, sei = sqrt(d$v), vi = d$v, ni = d$n, ninv = 1/d$n, sqrtni = sqrt(d$n), sqrtninv = 1/sqrt(d$n))
      if (nrow(d) < ncol(X) + 2) next
      ml <- paste0("lm:", p, if (mods) ":mods" else "")
      fit <- lm(d$y ~ 0 + cbind(X, g), weights = 1/d$v); cf <- coef(summary(fit)); j <- nrow(cf)
      r <- if (any(is.na(d$n))) regtest(d$y, d$v, predictor = p, model = "lm") else regtest(d$y, d$v, ni = d$n, predictor = p, model = "lm")
      if (!mods) stopifnot(abs(r$zval - cf[j, 3]) < 1e-9 * abs(r$zval))
      put(s, "egger", ml, "slope", cf[j, 1]); put(s, "egger", ml, "slope_se", cf[j, 2]); put(s, "egger", ml, "statistic", cf[j, 3]); put(s, "egger", ml, "p", cf[j, 4])
      put(s, "egger", ml, "df", fit$df.residual); put(s, "egger", ml, "dispersion", summary(fit)$sigma^2)
      if (!mods && !is.null(r$est)) { put(s, "egger", ml, "limit", r$est); put(s, "egger", ml, "limit_lower", r$ci.lb); put(s, "egger", ml, "limit_upper", r$ci.ub) }
      for (me in c("REML", "DL", "EE")) for (te in if (me == "REML") c("z", "knha") else "z") {
        if (p %in% c("ni", "sqrtninv", "vi") && me != "REML") next
        v <- paste0("rma:", p, ":", me, ":", te, if (mods) ":mods" else "")
        fit <- try(suppressWarnings(rma.uni(d$y, d$v, mods = cbind(X, g), intercept = FALSE, method = me, test = te, control = ctl)), silent = TRUE)
        if (inherits(fit, "try-error")) { message(s, " ", v, ": ", fit); next }
        if (fit$tau2 > 0 && fit$tau2 < 1e-10 * median(d$v)) next # at 0 Fisher scoring stops short of it
        j <- fit$p
        put(s, "egger", v, "slope", fit$beta[j], 1e-7); put(s, "egger", v, "slope_se", fit$se[j], 1e-7); put(s, "egger", v, "statistic", fit$zval[j], 1e-7)
        put(s, "egger", v, "tau2", fit$tau2, 1e-7)
        if (!mods && p %in% c("sei", "vi", "ninv", "sqrtninv")) { put(s, "egger", v, "limit", fit$beta[1], 1e-7); put(s, "egger", v, "limit_lower", fit$ci.lb[1], 1e-7) }
      }
    }
  }
  if (nrow(d) <= 170) { r <- suppressWarnings(ranktest(d$y, d$v)); put(s, "begg", "exact", "tau", r$tau); put(s, "begg", "exact", "p", r$pval, signif(max(1e-8, 1e-13/r$pval), 2)) } # 1 less a sum
  for (me in c("REML", "DL", "EE")) for (est in c("L0", "R0", "Q0")) for (side in if (me == "REML") c("auto", "left", "right") else "auto") {
    fit <- suppressWarnings(rma.uni(d$y, d$v, method = me, control = ctl)); v <- paste(est, side, me, "z", sep = ":")
    t <- try(suppressWarnings(if (side == "auto") trimfill(fit, estimator = est, control = ctl) else trimfill(fit, estimator = est, side = side, control = ctl)), silent = TRUE)
    if (inherits(t, "try-error")) { message(s, " ", v, ": ", t); next }
    put(s, "trimfill", v, "missing", t$k0); put(s, "trimfill", v, "missing_se", t$se.k0, 1e-7); put(s, "trimfill", v, "p", t$p.k0); put(s, "trimfill", v, "right", as.numeric(t$side == "right"))
    put(s, "trimfill", v, "estimate", t$beta[1], 1e-7); put(s, "trimfill", v, "se", t$se[1], 1e-7)
    if (t$tau2 == 0 || t$tau2 > 1e-10 * median(d$v)) put(s, "trimfill", v, "tau2", t$tau2, 1e-7)
    if (t$k0 > 0) { put(s, "trimfill", v, "first_y", t$yi[nrow(d) + 1], 1e-7); put(s, "trimfill", v, "last_y", t$yi[nrow(d) + t$k0], 1e-7); put(s, "trimfill", v, "last_v", t$vi[nrow(d) + t$k0]) }
  }
}
# other estimators of tau2
for (s in c("bcg", "egger2001", "hackshaw1998", "bangertdrowns2004")) for (me in c("ML", "PM", "SJ", "HE", "HS", "EB")) {
  d <- all[all$set == s, ]
  fit <- suppressWarnings(rma.uni(d$y, d$v, method = me, control = ctl)); v <- paste("L0", "auto", me, "z", sep = ":")
  t <- suppressWarnings(trimfill(fit, control = ctl))
  put(s, "trimfill", v, "missing", t$k0); put(s, "trimfill", v, "right", as.numeric(t$side == "right"))
  put(s, "trimfill", v, "estimate", t$beta[1], 1e-7); put(s, "trimfill", v, "se", t$se[1], 1e-7); put(s, "trimfill", v, "tau2", t$tau2, 1e-7)
}
close(out)
