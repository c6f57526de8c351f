# Writes the data sets that come from the R package metadat (1.2-0), with effect sizes by metafor 3.8-1.
# Usage: Rscript make_data_metadat.R   (in this directory)
suppressMessages({library(metafor); library(metadat)})
f17 <- function(x) formatC(x, digits = 17, format = "g", width = 1)
put <- function(name, yi, vi, extra = NULL) {
  out <- data.frame(yi = f17(as.numeric(yi)), vi = f17(as.numeric(vi)))
  if (!is.null(extra)) out <- cbind(out, extra)
  write.csv(out, file.path("data", paste0(name, ".csv")), row.names = FALSE, quote = FALSE)
}
d <- escalc("RR", ai = tpos, bi = tneg, ci = cpos, di = cneg, data = dat.bcg)
put("bcg", d$yi, d$vi, d[c("ablat", "year", "alloc")])
d <- dat.hackshaw1998
put("hackshaw1998", d$yi, d$vi)
d <- escalc("SMD", m1i = m1i, sd1i = sd1i, n1i = n1i, m2i = m2i, sd2i = sd2i, n2i = n2i, data = dat.normand1999)
put("normand1999_smd", d$yi, d$vi)
d <- escalc("MD", m1i = m1i, sd1i = sd1i, n1i = n1i, m2i = m2i, sd2i = sd2i, n2i = n2i, data = dat.normand1999)
put("normand1999_md", d$yi, d$vi)
d <- escalc("ZCOR", ri = ri, ni = ni, data = dat.molloy2014)
put("molloy2014_zcor", d$yi, d$vi, d[c("quality", "meanage")])
