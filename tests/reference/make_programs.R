# What other programs give by default, worked out in R from their formulas (written here from the sources that src/programs/program_table.c
# names) and pooled by metafor 3.8-1, for programs.csv; the trials go to data/programs_*.csv.  Usage: Rscript make_programs.R (this directory)
suppressMessages(library(metafor))
f <- function(x) ifelse(is.na(x), "NA", formatC(x, digits = 17, format = "g", width = 1))
tab <- rbind(data.frame(ai = dat.bcg$tpos, bi = dat.bcg$tneg, ci = dat.bcg$cpos, di = dat.bcg$cneg)[1:6, ],
  data.frame(ai = c(0, 5, 0, 12, 3), bi = c(40, 55, 30, 0, 17), ci = c(3, 0, 0, 9, 6), di = c(38, 60, 31, 2, 15)))
means <- with(dat.normand1999, data.frame(m1i, sd1i, n1i, m2i, sd2i, n2i))
one <- data.frame(xi = c(3, 0, 14, 7, 20), ni = c(20, 15, 40, 30, 20)); cor <- data.frame(ri = dat.molloy2014$ri, ni = dat.molloy2014$ni)
for (n in c("tab", "means", "one", "cor")) write.csv(get(n), file.path("data", paste0("programs_", n, ".csv")), row.names = FALSE, quote = FALSE)
ctl <- list(threshold = 1e-12, maxiter = 10000, stepadj = 0.5, tau2.init = 1)

smd <- function(d, how) { # yi, vi
  m <- d$n1i + d$n2i - 2; N <- m + 2; s <- sqrt(((d$n1i - 1) * d$sd1i^2 + (d$n2i - 1) * d$sd2i^2) / m); de <- (d$m1i - d$m2i) / s; u <- N / (d$n1i * d$n2i)
  J <- exp(lgamma(m / 2) - log(sqrt(m / 2)) - lgamma((m - 1) / 2))
  switch(how,
    hedges = list(J * de, u + (J * de)^2 / (2 * N)),
    exact = list(J * de, u + (1 - (m - 2) / (m * J^2)) * (J * de)^2),                       # White & Thomas 2005
    revman = { g <- de * (1 - 3 / (4 * N - 9)); list(g, u + g^2 / (2 * (N - 3.94))) },
    borenstein = { j <- 1 - 3 / (4 * m - 1); list(j * de, j^2 * (u + de^2 / (2 * N))) })
}
zero <- function(d) d$ai == 0 | d$bi == 0 | d$ci == 0 | d$di == 0
twotwo <- function(d, me, events, drop, ratios = FALSE) {
  if (drop && me != "RD") d <- d[!((d$ai == 0 & d$ci == 0) | (d$bi == 0 & d$di == 0)), ]
  h <- ifelse(zero(d), 0.5, 0); if (ratios && me == "RD") { d <- d[!(d$ai * d$bi == 0 & d$ci * d$di == 0), ]; h <- 0 } # Stata: ratios alone are corrected
  a <- d$ai + h; b <- d$bi + h; c <- d$ci + h; e <- d$di + h; n1 <- a + b; n2 <- c + e
  y <- switch(me, OR = log(a * e / (b * c)), RR = log((a / n1) / (c / n2)), RD = a / n1 - c / n2)
  v <- switch(me, OR = 1 / a + 1 / b + 1 / c + 1 / e, RR = 1 / a - 1 / n1 + 1 / c - 1 / n2, RD = a * b / n1^3 + c * e / n2^3)
  if (events && me == "RR") { m1 <- d$ai + d$bi + h; m2 <- d$ci + d$di + h; y <- log((a / m1) / (c / m2)); v <- 1 / a - 1 / m1 + 1 / c - 1 / m2 }
  if (events && me == "RD") y <- d$ai / (d$ai + d$bi) - d$ci / (d$ci + d$di)
  # Mantel-Haenszel, with 1/2 in the tables that need it
  mh <- switch(me, OR = log(sum(a * e / (n1 + n2)) / sum(b * c / (n1 + n2))), RR = log(sum(a * n2 / (n1 + n2)) / sum(c * n1 / (n1 + n2))),
    RD = sum((a * n2 - c * n1) / (n1 + n2)) / sum(n1 * n2 / (n1 + n2)))
  # and its variance: Robins, Breslow & Greenland 1986; Greenland & Robins 1985; metabin takes risk differences as counted
  N <- n1 + n2; R <- a * e / N; S <- b * c / N; P <- (a + e) / N; W <- (b + c) / N
  vmh <- switch(me, OR = sum(P * R) / (2 * sum(R)^2) + sum(P * S + W * R) / (2 * sum(R) * sum(S)) + sum(W * S) / (2 * sum(S)^2),
    RR = sum(((a + c) * n1 * n2 - a * c * N) / N^2) / (sum(a * n2 / N) * sum(c * n1 / N)), RD = sum((a * b * n2^3 + c * e * n1^3) / (n1 * n2 * N^2)) / sum(n1 * n2 / N)^2)
  fixed <- if (events && me == "RD") sum(n1 * n2 / N * y) / sum(n1 * n2 / N) else mh
  list(y, v, mh, fixed, vmh)
}
P <- list(metafor = list(smd = "hedges", events = FALSE, drop = FALSE, method = "REML", mh = FALSE, test = "z", i2 = "tau2", pi = "test"),
  meta = list(smd = "exact", events = TRUE, drop = TRUE, method = "REML", mh = TRUE, test = "z", i2 = "Q", pi = 1),
  revman = list(smd = "revman", events = FALSE, drop = TRUE, method = "REML", mh = FALSE, test = "knha", i2 = "tau2", pi = "test"),
  revman5 = list(smd = "revman", events = FALSE, drop = TRUE, method = "DL", mh = TRUE, test = "z", i2 = "Q", pi = NA),
  stata = list(smd = "hedges", events = FALSE, drop = FALSE, ratios = TRUE, method = "REML", mh = FALSE, test = "z", i2 = "tau2", pi = 2),
  cma = list(smd = "borenstein", events = FALSE, drop = TRUE, method = "DL", mh = FALSE, test = "z", i2 = "Q", pi = 2))
out <- file("programs.csv", "w"); writeLines("program,measure,method,data,k,estimate,se,ci_lower,ci_upper,p,tau2,I2,Q,pi_lower,pi_upper,source", out)
for (p in names(P)) for (me in c("OR", "RR", "RD", "SMD", "MD", "PLO", "ZCOR")) {
  s <- P[[p]]; mh <- NA
  if (me %in% c("OR", "RR", "RD")) { if (me == "RD" && p == "revman5") next # its rule for empty cells is not known
    e <- twotwo(tab, me, s$events, s$drop, isTRUE(s$ratios)); data <- "tab"; mh <- e[[3]] }
  else if (me == "SMD") { e <- smd(means, s$smd); data <- "means" }
  else { E <- switch(me, MD = escalc("MD", m1i = m1i, sd1i = sd1i, n1i = n1i, m2i = m2i, sd2i = sd2i, n2i = n2i, data = means),
      PLO = escalc("PLO", xi = xi, ni = ni, data = one), ZCOR = escalc("ZCOR", ri = ri, ni = ni, data = cor)); e <- list(c(E$yi), E$vi)
    data <- switch(me, MD = "means", PLO = "one", ZCOR = "cor") }
  if (p == "metafor" && me %in% c("OR", "RR", "RD", "SMD")) { # escalc itself
    E <- if (me == "SMD") escalc("SMD", m1i = m1i, sd1i = sd1i, n1i = n1i, m2i = m2i, sd2i = sd2i, n2i = n2i, data = means) else escalc(me, ai = ai, bi = bi, ci = ci, di = di, data = tab)
    stopifnot(max(abs(E$yi - e[[1]])) < 1e-12, max(abs(E$vi / e[[2]] - 1)) < 1e-12) }
  y <- e[[1]]; v <- e[[2]]; tau2 <- NULL; Q <- NA
  if (s$mh && s$method == "DL" && !is.na(mh)) { w <- 1 / v; Q <- sum(w * (y - mh)^2); tau2 <- max(0, (Q - (length(y) - 1)) / (sum(w) - sum(w^2) / sum(w))) }
  r <- rma(y, v, method = s$method, test = s$test, tau2 = tau2, control = ctl); q <- predict(r); if (is.na(Q)) Q <- r$QE
  I2 <- if (s$i2 == "Q") max(0, 100 * (Q - (r$k - 1)) / Q) else r$I2
  pi <- if (is.na(s$pi)) c(NA, NA) else if (s$pi == "test") c(q$pi.lb, q$pi.ub) else r$beta[1] + c(-1, 1) * qt(0.975, r$k - as.numeric(s$pi)) * sqrt(r$tau2 + 1 / sum(1 / (v + r$tau2)))
  writeLines(paste(c(p, me, "", data, r$k, f(c(r$beta[1], r$se, r$ci.lb, r$ci.ub, r$pval, r$tau2, I2, Q, pi)), "make_programs.R"), collapse = ","), out)
}
# a fixed effect: Mantel-Haenszel where the program pools so; meta shows Q about the inverse-variance estimate, the others about that of Mantel-Haenszel
for (p in names(P)) for (me in c("OR", "RR", "RD", "MD")) {
  s <- P[[p]]; if (me == "MD") { E <- escalc("MD", m1i = m1i, sd1i = sd1i, n1i = n1i, m2i = m2i, sd2i = sd2i, n2i = n2i, data = means); y <- c(E$yi); v <- E$vi }
  else { e <- twotwo(tab, me, s$events, s$drop, isTRUE(s$ratios)); y <- e[[1]]; v <- e[[2]] }
  w <- 1 / v; iv <- sum(w * y) / sum(w); Q <- sum(w * (y - iv)^2); est <- iv; se <- sqrt(1 / sum(w)); k <- length(y)
  if (me != "MD" && p %in% c("meta", "revman", "revman5", "stata")) { est <- e[[4]]; se <- sqrt(e[[5]]); if (p != "meta") Q <- sum(w * (y - est)^2) }
  z <- qnorm(0.975); tst <- s$test; if (tst == "knha" && (me == "MD")) { r <- rma(y, v, method = "EE", test = "knha"); se <- r$se; z <- qt(0.975, k - 1) }
  pv <- if (tst == "knha" && me == "MD") 2 * pt(-abs(est / se), k - 1) else 2 * pnorm(-abs(est / se))
  writeLines(paste(c(p, me, "EE", if (me == "MD") "means" else "tab", k, f(c(est, se, est - z * se, est + z * se, pv, 0, max(0, 100 * (Q - (k - 1)) / Q), Q, NA, NA)), "make_programs.R"), collapse = ","), out)
}
# events with person-times: metainc pools them by Mantel-Haenszel uncorrected; Q is about the inverse-variance estimate
r8 <- head(dat.nielweise2008, 9); n8 <- data.frame(x1i = r8$x1i, t1i = r8$t1i, x2i = r8$x2i, t2i = r8$t2i); write.csv(n8, file.path("data", "programs_rates.csv"), row.names = FALSE, quote = FALSE)
for (p in c("metafor", "meta")) for (me in c("IRR", "IRD")) {
  E <- escalc(me, x1i = x1i, t1i = t1i, x2i = x2i, t2i = t2i, data = n8); y <- c(E$yi); v <- c(E$vi); w <- 1 / v; iv <- sum(w * y) / sum(w); Q <- sum(w * (y - iv)^2); k <- length(y); est <- iv; se <- sqrt(1 / sum(w))
  if (p == "meta") { m <- rma.mh(measure = me, x1i = x1i, t1i = t1i, x2i = x2i, t2i = t2i, data = n8); est <- m$beta[1]; se <- m$se }
  writeLines(paste(c(p, me, "EE", "rates", k, f(c(est, se, est - qnorm(0.975) * se, est + qnorm(0.975) * se, 2 * pnorm(-abs(est / se)), 0, max(0, 100 * (Q - (k - 1)) / Q), Q, NA, NA)), "make_programs.R"), collapse = ","), out)
}
close(out)
