# The whole univariate analysis of 38 data sets by metafor 3.8-1, beside the command of copse that gives the same, for
# univariate_metafor.csv.  Usage: Rscript make_univariate_metafor.R (this directory, after make_univariate_data.R)
# Columns: command (empty: the one above), path into its JSON, value, floor: the absolute difference that is allowed where 1e-8 of the value
# is less (1e-10 standard errors for what may be near 0).
# metafor's tolerances are absolute: they are scaled to the data here, and the tightest that its iterations reach is taken. Left out, because
# metafor does not compute them (which): ML, REML and EB that do not converge; ML, REML and EB at tau2 = 0 where Fisher scoring halves its steps
# for ever and leaves a tau2 of up to 1e-12 (the value is 0: written as 0); deleted residuals whose fit did not converge; R2 whose null model
# did not converge, and where that fit has no df; residuals of a study that has a level to itself; the lesser of two maxima of the likelihood (compared with a grid: see `best`); p, and what needs k > p, where k = p.
suppressMessages({library(metafor)})
invisible(Sys.setlocale("LC_ALL", "C"))
only <- commandArgs(TRUE) # names of data sets, for a part of the table
read <- function(n) read.csv(file.path("data", paste0(n, ".csv")), stringsAsFactors = TRUE)
smit <- read.csv("../../datasets/smit2023/smit2023.csv", stringsAsFactors = TRUE); smit$vi <- smit$sei^2
domain <- function(d) { s <- droplevels(subset(smit, domain == d)); list(d = s, file = sprintf("@smit2023 --where 'domain == \"%s\"'", d)) }
set <- function(n, ...) list(name = n, d = read(n), file = paste0(n, ".csv"), mods = list(...))
of <- function(n, ...) c(list(name = paste0("smit_", n)), domain(n), list(mods = list(...)))
S <- list(
  set("k2"), set("k2_close"), set("k3"), set("made3", "~ x"), set("made4", "~ x"), set("hart1999", "~ year", "~ year + compgrp"),
  set("collins1985b", "~ year"), set("nielweise2008", "~ year"), set("normand1999_md"), set("normand1999_smd"),
  set("bcg", "~ ablat", "~ ablat + alloc"), set("pritz1997", "~ ni"), set("lee2004", "~ year", "~ poly(year, 2)"), set("egger2001", "~ year"),
  set("molloy2014_zcor", "~ quality", "~ quality + meanage"), set("nielweise2007", "~ year"), set("raudenbush1985", "~ weeks", "~ weeks * setting"),
  of("personal", "~ year", "~ year + role"), of("clinical", "~ year", "~ year + role"), of("functional", "~ year", "~ year + role"),
  set("cohen1981", "~ ni"), set("viechtbauer2021", "~ dose", "~ log(dose) + dose"), set("li2007", "~ year"), set("linde2005", "~ year", "~ year + duration"),
  set("hackshaw1998"), set("landenberger2005", "~ age", "~ age + design"), set("bangertdrowns2004_grade", "~ length", "~ length + factor(grade)"),
  set("konstantopoulos2011", "~ year", "~ year + factor(district)"), set("bornmann2007", "~ year", "~ year * type"),
  set("bourassa1996", "~ year", "~ year + sex"), set("sim100", "~ x1", "~ x1 + x2 + x3 + x4"), set("curtis1998", "~ time", "~ time + method"),
  set("mcdaniel1994", "~ ni", "~ type + struct"), set("made200", "~ x", "~ x + g"), set("made500", "~ x", "~ x + g"),
  set("tau2_zero"), set("tiny_scale"), set("huge_scale"))
M <- c("EE", "FE", "DL", "HE", "HS", "HSk", "SJ", "ML", "REML", "EB", "PM", "PMM")
T <- c("z", "t", "knha", "adhoc")
part <- if (length(only)) paste0("univariate_", only[1], ".part") else "univariate_metafor.csv"
out <- file(part, "w"); writeLines("command,path,value,floor", out)
q <- function(x) paste0("\"", gsub("\"", "\"\"", x), "\"")
n <- function(x) formatC(x, digits = 17, format = "g", width = 1)
pending <- ""
command <- function(x) pending <<- x
put <- function(path, x, floor = 0) {
  x <- as.numeric(x)
  if (length(x) != 1 || !is.finite(x)) return(invisible())
  writeLines(paste(if (pending == "") "" else q(pending), path, n(x), formatC(floor, digits = 2, format = "g", width = 1), sep = ","), out)
  pending <<- ""
}
tight <- function(d, thr) {
  k <- nrow(d); scale <- max(mean(d$vi), if (k > 1) var(d$yi) else 0)
  list(threshold = thr * scale, maxiter = 400, tol = 1e-14 * scale, tau2.min = 0, tau2.max = 1e5 * (max(d$vi) + var(d$yi) * k))
}
# Years are a long way from 0, and metafor solves the normal equations: of designs with `year` some eight digits are left. It gets them less a
# whole number; A takes the coefficients back (X of the years = X of the shifted ones times A, whole numbers of determinant 1).
shifts <- function(f) !is.null(f) && "year" %in% all.vars(as.formula(f)) && !grepl("poly", f)
shifted <- function(d) { d$year <- d$year - round(mean(d$year)); d }
back <- function(d, f) {
  if (!shifts(f)) return(NULL)
  X <- function(d) model.matrix(as.formula(f), d)
  A <- qr.solve(X(shifted(d)), X(d)); stopifnot(max(abs(A - round(A))) < 1e-6); round(A)
}
# Has the likelihood a higher maximum elsewhere?  By weighted least squares on a grid, without k x k matrices.
best <- function(r) {
  if (!(r$method %in% c("ML", "REML"))) return(TRUE)
  ll <- function(t) { w <- 1 / (r$vi + t); A <- crossprod(r$X, w * r$X); e <- r$yi - r$X %*% solve(A, crossprod(r$X, w * r$yi))
    -0.5 * (sum(log(r$vi + t)) + sum(w * e^2) + if (r$method == "REML") determinant(A)$modulus else 0) }
  grid <- c(0, mean(r$vi) * 10^seq(-8, 4, by = 0.02))
  max(sapply(grid, ll)) <= ll(r$tau2) + 1e-9
}
fit <- function(d, f, me, te, level) {
  A <- back(d, f)
  if (shifts(f)) d <- shifted(d)
  for (thr in 10^-(14:11)) {
    a <- list(yi = d$yi, vi = d$vi, data = d, method = me, test = te, level = level, control = tight(d, thr))
    if (!is.null(f)) a$mods <- as.formula(f)
    r <- tryCatch(suppressWarnings(do.call(rma.uni, a)), error = function(e) NULL)
    if (!is.null(r)) break
  }
  if (is.null(r)) { message("no convergence: ", me); return(NULL) }
  if (!best(r)) { message("lesser maximum: ", me); return(NULL) }
  if (me %in% c("ML", "REML", "EB") && r$tau2 > 0 && r$tau2 < 1e-9 * mean(d$vi)) { # step halving at 0
    a$tau2 <- 0; r0 <- suppressWarnings(do.call(rma.uni, a)); r0$tau2.fix <- FALSE; r0$left <- r; r <- r0
  }
  if (!is.null(A)) r$A <- A
  r
}
# The coefficients as they are with years.
table_of <- function(r) {
  b <- c(r$beta); V <- r$vb
  if (!is.null(r$A)) { B <- solve(r$A); b <- c(B %*% b); V <- B %*% V %*% t(B) }
  se <- sqrt(diag(V)); stat <- b / se; a <- (100 - r$level) / 100
  if (r$level < 1) a <- r$level
  if (is.na(r$ddf[1])) { p <- 2 * pnorm(-abs(stat)); crit <- qnorm(a / 2, lower.tail = FALSE) }
  else { p <- 2 * pt(-abs(stat), r$ddf[1]); crit <- qt(a / 2, r$ddf[1], lower.tail = FALSE) }
  data.frame(b, se, stat, p, lower = b - crit * se, upper = b + crit * se)
}
numbers <- function(r, d, extra) {
  cf <- function(j, s) sprintf("coefficients.%d.%s", j - 1, s)
  atzero <- !is.null(r$left) # se.tau2 and R2 of a fixed tau2 = 0 are not those of an estimate
  tab <- table_of(r)
  if (is.null(r$A)) stopifnot(all.equal(tab$lower, r$ci.lb, tolerance = 1e-13), all.equal(tab$p, c(r$pval), tolerance = 1e-12))
  for (j in seq_len(r$p)) {
    s <- 1e-10 * tab$se[j]
    put(cf(j, "estimate"), tab$b[j], s); put(cf(j, "se"), tab$se[j]); put(cf(j, "statistic"), tab$stat[j], 1e-10); put(cf(j, "p"), tab$p[j])
    put(cf(j, "ci_lower"), tab$lower[j], s); put(cf(j, "ci_upper"), tab$upper[j], s)
  }
  h <- function(s, x, floor = 0) put(paste0("heterogeneity.", s), x, floor)
  vt <- if (is.null(r$vt)) mean(d$vi) else r$vt
  h("tau2", r$tau2, 1e-11 * vt); h("Q", r$QE, 1e-10); h("Q_p", r$QEp)
  if (!(r$method %in% c("EE", "FE")) && !atzero) h("tau2_se", r$se.tau2)
  h("I2", r$I2, 1e-9); h("H2", r$H2)
  if (r$p > 1) { h("QM", r$QM, 1e-10); h("QM_p", r$QMp); if (!atzero) h("R2", r$R2, 1e-9) }
  fs <- fitstats(r)[, 1]
  if (!atzero) for (i in 1:5) put(paste0("fit.", c("log_lik", "deviance", "AIC", "BIC", "AICc")[i]), fs[i], 1e-10)
  else { # one parameter more than for a fixed tau2: only the likelihood stands
    put("fit.log_lik", fs[1], 1e-10); put("fit.deviance", fs[2], 1e-10) }
  if (r$p == 1 && !(r$method %in% c("EE", "FE"))) {
    pr <- predict(r); put("prediction_interval.lower", pr$pi.lb, 1e-10 * r$se); put("prediction_interval.upper", pr$pi.ub, 1e-10 * r$se)
  }
  if (extra && !(r$method %in% c("EE", "FE")) && !atzero && r$k <= 200) {
    ct <- tight(d, 1e-14); ct$tau2.max <- ct$tau2.max * 1e3
    ci <- tryCatch(suppressWarnings(confint(r, control = ct))$random, error = function(e) NULL)
    if (!is.null(ci)) for (i in 1:2) {
      h(paste0("tau2_ci.", i - 1), ci[1, i + 1], 1e-10 * vt); h(paste0("I2_ci.", i - 1), ci[3, i + 1], 1e-8); h(paste0("H2_ci.", i - 1), ci[4, i + 1]) }
  }
}
studies <- function(r, d) {
  st <- rstandard(r); sd <- if (r$k <= 30 && r$k - 1 > r$p) suppressWarnings(tryCatch(rstudent(r), error = function(e) NULL)) else NULL
  bl <- blup(r); re <- ranef(r); fi <- fitted(r); pe <- residuals(r, type = "pearson"); w <- weights(r); hat <- hatvalues(r)
  for (i in unique(c(1:min(3, r$k), r$k))) {
    p <- function(s, x, floor = 0) put(sprintf("studies.%d.%s", i - 1, s), x, floor)
    e <- 1e-10 * sqrt(d$vi[i] + r$tau2)
    if (hat[i] > 1 - 1e-8) next
    p("fitted", fi[i], e); p("residual", st$resid[i], e); p("residual_se", st$se[i]); p("rstandard", st$z[i], 1e-10); p("hat", hat[i]); p("pearson", pe[i], 1e-10)
    p("weight", w[i])
    if (!is.null(sd)) { p("deleted", sd$resid[i], e); p("deleted_se", sd$se[i]); p("rstudent", sd$z[i], 1e-10) }
    p("blup", bl$pred[i], e); p("blup_se", bl$se[i]); p("blup_lower", bl$pi.lb[i], e); p("blup_upper", bl$pi.ub[i], e)
    if (r$tau2 > 0) { p("ranef", re$pred[i], e); p("ranef_se", re$se[i]) }
  }
}
predictions <- function(r, at, new) {
  pr <- suppressWarnings(predict(r, newmods = new))
  for (i in seq_along(at)) {
    p <- function(s, x) put(sprintf("predictions.%d.%s", at[i] - 1, s), x, 1e-10 * pr$se[i])
    p("estimate", pr$pred[i]); p("se", pr$se[i]); p("ci_lower", pr$ci.lb[i]); p("ci_upper", pr$ci.ub[i])
    if (!(r$method %in% c("EE", "FE"))) { p("pi_lower", pr$pi.lb[i]); p("pi_upper", pr$pi.ub[i]) }
  }
}
base <- function(s, f, me, te, level) paste0("pool ", s$file, if (!is.null(f)) sprintf(" --mods '%s'", f), " --method ", me, " --test ", te,
  if (level != 95) paste0(" --level ", level))
one <- function(s, f, me, te, level = 95, extra = FALSE) {
  r <- fit(s$d, f, me, te, level); if (is.null(r)) return(invisible())
  if (r$k <= r$p) return(invisible())
  b <- base(s, f, me, te, level); atzero <- !is.null(r$left)
  if (extra && !atzero && r$k <= 200) b <- paste(b, "--residuals --blups")
  new <- NULL
  if (extra && !is.null(f)) {
    x <- all.vars(as.formula(f))
    if (length(x) == 1 && r$p == 2) { # at numbers that no study has
      v <- signif(mean(s$d[[x]]) + c(-0.5, 1) * sd(s$d[[x]]), 6); z <- v
      if (shifts(f)) z <- v - round(mean(s$d$year))
      if (grepl("log", f)) z <- log(v)
      b <- sprintf("%s --predict '%s=%s'", b, x, paste(format(v, trim = TRUE, digits = 17), collapse = ",")); at <- 1:2; new <- z
    } else if (r$k <= 200 && !grepl("^@", s$file)) { b <- sprintf("%s --predict %s", b, s$file); at <- c(1, 2, r$k); new <- r$X[at, -1, drop = FALSE] }
    if (r$p > 2) b <- paste(b, "--vif") # not of interactions with shifted years
  }
  command(b)
  numbers(r, s$d, extra)
  if (extra && !atzero && r$k <= 200) studies(r, s$d)
  if (!is.null(new)) predictions(r, at, new)
  if (extra && r$p > 2 && !(shifts(f) && grepl("*", f, fixed = TRUE))) { v <- vif(r); for (j in 2:r$p) put(sprintf("vif.coefficients.%d.vif", j - 1), v$vif[[j - 1]]$vif) }
}
# Nested models, by ML.
nested <- function(s, f, g) {
  a <- fit(s$d, f, "ML", "z", 95); b <- fit(s$d, g, "ML", "z", 95)
  if (is.null(a) || is.null(b) || !is.null(a$left) || !is.null(b$left)) return(invisible())
  x <- anova(a, b)
  command(sprintf("%s --compare '%s'", base(s, f, "ML", "z", 95), g))
  put("comparison.lr", x$LRT, 1e-10); put("comparison.p", x$pval); put("comparison.R2", x$R2, 1e-9)
  for (i in 1:2) { st <- if (i == 1) x$fit.stats.f else x$fit.stats.r
    put(sprintf("comparison.models.%d.log_lik", i - 1), st["ll"], 1e-10); put(sprintf("comparison.models.%d.AIC", i - 1), st["AIC"], 1e-10)
    put(sprintf("comparison.models.%d.BIC", i - 1), st["BIC"], 1e-10); put(sprintf("comparison.models.%d.AICc", i - 1), st["AICc"], 1e-10) }
}
# The generalised Q estimators; the weights of the mean are 1/(v + tau2) in copse, given ones in metafor, so only tau2 is compared.
generalised <- function(s) {
  ct <- tight(s$d, 1e-14)
  for (me in c("GENQ", "GENQM")) for (f in c(list(NULL), s$mods)) {
    a <- list(yi = s$d$yi, vi = s$d$vi, weights = 1 / sqrt(s$d$vi), method = me, data = if (shifts(f)) shifted(s$d) else s$d, control = ct)
    if (!is.null(f)) a$mods <- as.formula(f)
    r <- tryCatch(suppressWarnings(do.call(rma.uni, a)), error = function(e) NULL)
    if (is.null(r) || r$k <= r$p) next
    command(base(s, f, me, "z", 95))
    put("heterogeneity.tau2", r$tau2, 1e-10 * mean(s$d$vi)); if (me == "GENQ") put("heterogeneity.tau2_se", r$se.tau2)
    put("heterogeneity.I2", r$I2, 1e-8); put("heterogeneity.H2", r$H2)
  }
}
turn <- 0
for (s in S) if (!length(only) || s$name %in% only) {
  turn <- 0 # so that a part is the same alone
  message(s$name, " ", nrow(s$d))
  small <- nrow(s$d) <= 200
  ours <- if (nrow(s$d) > 300) c("EE", "DL", "REML") else M # the rest of these would take hours
  for (me in ours) {
    te <- if (me == "REML") (if (small) T else "knha") else if (me == "EE") "z" else if (me == "DL") c("z", "knha") else { turn <- turn + 1; T[1 + turn %% 4] }
    for (t in te) one(s, NULL, me, t, if (t == "adhoc") 90 else 95, me == "REML" && t %in% c("z", "knha"))
  }
  for (i in seq_along(s$mods)) {
    me <- if (i == 1 || nrow(s$d) > 300) ours else c("REML", "ML", "EB", "PM", "EE", "DL")
    for (m in me) {
      te <- if (m == "REML") (if (small) c("z", "knha") else "t") else if (m == "EE") "z" else { turn <- turn + 1; T[1 + turn %% 4] }
      for (t in te) one(s, s$mods[[i]], m, t, if (t == "adhoc") 99 else 95, m == "REML" || m == "EE")
    }
  }
  if (small && length(s$mods)) nested(s, s$mods[[1]], "~ 1")
  if (small && length(s$mods) == 2 && s$name != "mcdaniel1994" && s$name != "lee2004" && s$name != "viechtbauer2021") nested(s, s$mods[[2]], s$mods[[1]])
  if (small) generalised(s)
}
# Robust tests: clusters of one study. Henmi & Copas is not here: metafor's quadrature and search for its root are good for few digits.
robust_tests <- function(s, f) for (adjust in c(FALSE, TRUE)) {
  r <- fit(s$d, f, "REML", "z", 95)
  if (is.null(r) || !is.null(r$left) || r$k <= r$p) return(invisible())
  x <- robust(r, cluster = seq_len(r$k), adjust = adjust); x$ddf <- x$dfs; x$A <- r$A; x$level <- 0.05
  command(base(s, f, "REML", if (adjust) "hc1" else "hc0", 95))
  tab <- table_of(x)
  for (j in seq_len(r$p)) {
    e <- 1e-10 * tab$se[j]; cf <- function(n) sprintf("coefficients.%d.%s", j - 1, n)
    put(cf("se"), tab$se[j]); put(cf("statistic"), tab$stat[j], 1e-10); put(cf("p"), tab$p[j]); put(cf("ci_lower"), tab$lower[j], e); put(cf("ci_upper"), tab$upper[j], e)
  }
}
for (s in S) if (nrow(s$d) <= 60 && nrow(s$d) > 3 && (!length(only) || "robust" %in% only) && !(s$name %in% c("tau2_zero", "tiny_scale", "huge_scale")))
  for (f in c(list(NULL), s$mods[1])) if (is.null(f) || !is.na(f)) robust_tests(s, f)
# Counts, from the tables as they are.
counts <- function(file, d, measures, args) for (m in measures) for (level in c(95, 90)) {
  rate <- m %in% c("IRR", "IRD")
  a <- if (rate) list(x1i = d$x1i, t1i = d$t1i, x2i = d$x2i, t2i = d$t2i) else list(ai = d$ai, n1i = d$n1i, ci = d$ci, n2i = d$n2i)
  r <- suppressWarnings(if (m == "PETO") do.call(rma.peto, c(a, list(level = level))) else do.call(rma.mh, c(a, list(measure = m, level = level))))
  command(sprintf("pool %s --measure %s --method %s%s%s", file, if (m == "PETO") "OR" else m, if (m == "PETO") "Peto" else "MH", args,
    if (level != 95) " --level 90" else ""))
  put("coefficients.0.estimate", r$beta[1], 1e-10 * r$se); put("coefficients.0.se", r$se); put("coefficients.0.statistic", r$zval, 1e-10)
  put("coefficients.0.p", r$pval); put("coefficients.0.ci_lower", r$ci.lb, 1e-10 * r$se); put("coefficients.0.ci_upper", r$ci.ub, 1e-10 * r$se)
  put("heterogeneity.Q", r$QE); put("heterogeneity.Q_p", r$QEp); put("heterogeneity.I2", r$I2, 1e-9); put("heterogeneity.H2", r$H2)
  if (m == "OR") {
    put("table_tests.breslow_day.statistic", r$BD); put("table_tests.breslow_day.p", r$BDp); put("table_tests.tarone.statistic", r$TA)
    put("table_tests.tarone.p", r$TAp); put("table_tests.cochran_corrected.statistic", r$CO); put("table_tests.cochran_corrected.p", r$COp) }
  if (m %in% c("OR", "IRR")) { put("table_tests.cmh_corrected.statistic", r$MH); put("table_tests.cmh_corrected.p", r$MHp) }
}
if (!length(only) || "counts" %in% only) {
  at <- function(n) file.path("../../published/data", paste0(n, ".csv"))
  tables <- function(n) read.csv(sub("../../", "../", at(n), fixed = TRUE))
  for (f in c("lee2004", "linde2005", "nielweise2007", "hine1989", "collins1985b"))
    counts(at(f), tables(f), c("OR", "RR", "RD", "PETO"), if (f %in% c("hine1989")) " --label study --order study" else if (f %in% c("lee2004")) " --label id,study" else "")
  counts(at("nielweise2008"), tables("nielweise2008"), c("IRR", "IRD"), "")
}
close(out)
