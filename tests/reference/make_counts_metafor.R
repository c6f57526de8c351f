# metafor's rma.mh and rma.peto for the cross-check of counts.csv.  Usage: Rscript make_counts_metafor.R (this directory; before
# make_counts.py). Also writes the tables, data/counts_tables.csv: a, b, c, d; of rates events and person-times.
suppressMessages(library(metafor))
f <- function(x) ifelse(is.na(x), "NA", formatC(x, digits = 17, format = "g", width = 1))
cells <- function(ai, n1i, ci, n2i) na.omit(data.frame(a = ai, b = n1i - ai, c = ci, d = n2i - ci))
rates <- function(x1i, t1i, x2i, t2i) na.omit(data.frame(a = x1i, b = t1i, c = x2i, d = t2i))
y6 <- subset(dat.yusuf1985, table == "6")
sets <- list(
  bcg       = with(dat.bcg, cells(tpos, tpos + tneg, cpos, cpos + cneg)),
  yusuf6    = with(y6, cells(ai, n1i, ci, n2i)),
  yusuf_all = with(dat.yusuf1985, cells(ai, n1i, ci, n2i)),
  axfors    = with(dat.axfors2021, cells(hcq_arm_event, hcq_arm_total, control_arm_event, control_arm_total)),
  collins_a = with(dat.collins1985a, cells(d.xti, nti, d.xci, nci)),
  collins_b = with(dat.collins1985b, cells(ped.xti, fup.nti, ped.xci, fup.nci)),
  hahn      = with(dat.hahn2001, cells(ai, n1i, ci, n2i)),
  graves    = with(dat.graves2010, cells(ai, n1i, ci, n2i)),
  linde     = with(dat.linde2005, cells(ai, n1i, ci, n2i)),
  damico    = with(dat.damico2009, cells(xt, nt, xc, nc)),
  nielweise = with(dat.nielweise2007, cells(ai, n1i, ci, n2i)),
  li        = with(dat.li2007, cells(ai, n1i, ci, n2i)),
  rothman1  = data.frame(a = c(8, 22), b = c(98, 76), c = c(5, 16), d = c(115, 69)),
  rothman5  = data.frame(a = c(3, 1), b = c(9, 3), c = c(104, 5), d = c(1059, 86)),
  double00  = data.frame(a = c(0, 5, 0, 3, 10, 1, 7), b = c(10, 5, 12, 9, 0, 30, 0), c = c(0, 0, 2, 4, 7, 3, 9), d = c(8, 10, 9, 8, 0, 25, 0)),
  opposite  = data.frame(a = c(10, 2, 31), b = c(2, 9, 3), c = c(1, 8, 4), d = c(12, 1, 40)),
  extreme   = data.frame(a = c(950, 880, 99), b = c(2, 3, 1), c = c(1, 4, 2), d = c(970, 1010, 120)),
  single    = data.frame(a = 4, b = 16, c = 9, d = 11),
  hart      = with(dat.hart1999, rates(x1i, t1i, x2i, t2i)),
  nielweise_rates = with(dat.nielweise2008, rates(x1i, t1i, x2i, t2i)),
  rothman2  = data.frame(a = c(32, 104, 206, 186, 102), b = c(5.2407, 4.3248, 2.8612, 1.2663, 0.5317), c = c(2, 12, 28, 28, 31), d = c(1.879, 1.0673, 0.571, 0.2585, 0.1462)),
  sparse_rates = data.frame(a = c(0, 5, 0, 3, 10), b = c(10.75, 5.5, 12, 9, 40), c = c(0, 0, 2, 4, 7), d = c(8.25, 10, 9, 8, 41.5)))
is_rate <- c("hart", "nielweise_rates", "rothman2", "sparse_rates")
tab <- do.call(rbind, lapply(names(sets), function(s) cbind(dataset = s, sets[[s]])))
write.csv(tab, "data/counts_tables.csv", row.names = FALSE, quote = FALSE)
out <- file("counts_metafor.csv", "w")
writeLines("dataset,measure,statistic,value", out)
for (s in names(sets)) for (m in if (s %in% is_rate) c("IRR", "IRD") else c("OR", "RR", "RD", "PETO")) {
  fit <- function(correct) with(sets[[s]], suppressWarnings(
    if (m %in% c("IRR", "IRD")) rma.mh(measure = m, x1i = a, t1i = b, x2i = c, t2i = d, correct = correct)
    else if (m == "PETO") rma.peto(ai = a, bi = b, ci = c, di = d, add = 0)
    else rma.mh(measure = m, ai = a, bi = b, ci = c, di = d, correct = correct)))
  r <- fit(TRUE); r0 <- fit(FALSE); ll <- r$fit.stats[, "ML"]; w <- weights(r)
  put <- function(st, x) writeLines(paste(s, m, st, f(if (length(x) == 0) NA else x), sep = ","), out)
  put("estimate", r$beta[1]); put("se", r$se); put("statistic", r$zval); put("p", r$pval); put("ci_lower", r$ci.lb); put("ci_upper", r$ci.ub)
  put("Q", r$QE); put("Q_df", r$k.yi - 1); put("Q_p", r$QEp); put("I2", if (r$k.yi > 1) r$I2 else NA); put("H2", if (r$k.yi > 1) r$H2 else NA)
  put("log_lik", ll[1]); put("deviance", ll[2]); put("AIC", ll[3]); put("BIC", ll[4]); put("AICc", ll[5])
  put("weight_first", w[1]); put("weight_last", w[length(w)])
  if (m %in% c("OR", "IRR")) { put("cmh", r0$MH); put("cmh_corrected", r$MH) }
  if (m == "OR") { put("cochran", r0$CO); put("cochran_corrected", r$CO); put("breslow_day", if (r$k.pos > 1) r$BD else NA); put("tarone", if (r$k.pos > 1) r$TA else NA); put("informative", r$k.pos) }
}
close(out)
