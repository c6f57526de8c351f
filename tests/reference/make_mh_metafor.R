# metafor 3.8-1's values for the cross-check of mh.csv.  Usage: Rscript make_mh_metafor.R (this directory; before make_mh.py)
# Also writes the tables, data/mh_tables.csv: a, b, c, d; for IRR and IRD events and person-times of the two groups.
suppressMessages(library(metafor))
f <- function(x) ifelse(is.na(x), "NA", formatC(x, digits = 17, format = "g", width = 1))
sets <- list(
  bcg     = with(dat.bcg, data.frame(a = tpos, b = tneg, c = cpos, d = cneg)),
  warfarin = with(dat.hart1999, data.frame(a = x1i, b = t1i, c = x2i, d = t2i)),
  sparse  = data.frame(a = c(0, 5, 0, 3, 10, 1), b = c(10, 5, 12, 9, 0, 30), c = c(2, 0, 0, 4, 7, 3), d = c(8, 10, 9, 8, 0, 25)),
  tiny    = data.frame(a = c(1, 0, 2), b = c(1, 1, 3), c = c(1, 1, 0), d = c(2, 0, 4)),
  large   = data.frame(a = c(15000, 230000, 99), b = c(85000, 1770000, 12000), c = c(21000, 198000, 120), d = c(79000, 1802000, 11000)),
  single  = data.frame(a = 4, b = 16, c = 9, d = 11),
  noevent = data.frame(a = c(0, 0), b = c(10, 20), c = c(3, 1), d = c(9, 17)))
measures <- list(bcg = c("OR","RR","RD"), warfarin = c("IRR","IRD"), sparse = c("OR","RR","RD","IRR","IRD"), tiny = c("OR","RR","RD"),
                 large = c("OR","RR","RD","IRR","IRD"), single = c("OR","RR","RD","IRR","IRD"), noevent = c("OR","RR","RD","IRR","IRD"))
sets$sparse_rates <- transform(sets$sparse, b = b + 0.75, d = d + 1.25)
measures$sparse <- c("OR","RR","RD"); measures$sparse_rates <- c("IRR","IRD")
tab <- do.call(rbind, lapply(names(sets), function(s) cbind(dataset = s, sets[[s]])))
write.csv(tab, "data/mh_tables.csv", row.names = FALSE, quote = FALSE)
out <- file("mh_metafor.csv", "w")
writeLines("dataset,measure,statistic,value", out)
for (s in names(sets)) for (m in measures[[s]]) {
  fit <- function(correct) with(sets[[s]], suppressWarnings(
    if (m %in% c("IRR","IRD")) rma.mh(measure = m, x1i = a, t1i = b, x2i = c, t2i = d, correct = correct)
    else rma.mh(measure = m, ai = a, bi = b, ci = c, di = d, correct = correct)))
  r <- fit(TRUE); r0 <- fit(FALSE); ok <- !is.na(r$beta[1])
  put <- function(st, x) writeLines(paste(s, m, st, f(if (ok) x else NA), sep = ","), out)
  put("estimate", r$beta[1]); put("se", r$se); put("Q", r$QE); put("Q_df", r$k.yi - 1)
  has <- m %in% c("OR", "IRR")
  put("cmh", if (has) r0$MH else NA); put("cmh_corrected", if (has) r$MH else NA)
}
close(out)
