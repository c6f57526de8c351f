# Writes the data sets of selection models that are not in data/ yet. metadat 1.2-0, metafor 3.8-1.
# Usage: Rscript make_selection_data.R   (in this directory)
suppressMessages({library(metafor); library(metadat)})
f17 <- function(x) formatC(x, digits = 17, format = "g", width = 1)
put <- function(name, yi, vi, extra = NULL) {
  out <- data.frame(yi = f17(as.numeric(yi)), vi = f17(as.numeric(vi)))
  if (!is.null(extra)) out <- cbind(out, extra)
  write.csv(out, file.path("data", paste0(name, ".csv")), row.names = FALSE, quote = FALSE)
}
# Baskerville, Liddy & Hogg 2012, Ann Fam Med 10:63
d <- dat.baskerville2012
put("baskerville2012", d$smd, d$se^2, data.frame(blind = c(1, 0, 0, 0, 1, 0, 1, 1, 0, 0, 0, 1, 1, 0, 1, 1, 0, 1, 1, 1, 1, 1, 1)))
# Preston, Ashby & Smyth 2004, J Eval Clin Pract 10:313; odds ratios, tables without events left out
d <- escalc("OR", ai = c(4, 0, 34, 7, 6, 1, 0, 11, 2, 0, 0, 33), n1i = c(19, 18, 341, 71, 45, 94, 22, 88, 82, 33, 15, 221),
            ci = c(5, 0, 50, 16, 5, 8, 0, 12, 7, 0, 1, 43), n2i = c(19, 18, 334, 69, 44, 96, 22, 82, 84, 30, 20, 218), drop00 = TRUE)
ni <- attributes(d$yi)$ni; use <- !is.na(d$yi)
put("preston2004", d$yi[use], d$vi[use], data.frame(ni = ni[use]))
# Lehmann, Elliot & Calin-Jageman 2018
d <- dat.lehmann2018
put("lehmann2018", d$yi, d$vi)
