# metafor 3.8-1's escalc for the rows of effects2_means.csv, effects2_changes.csv and effects2_one_mean.csv that it can
# compute by today's definition, for the cross-check.  Usage: Rscript make_effects2_means_metafor.R (this directory)
# Changed after 3.8-1 and brought to 5.1's here: the bias corrections of ROM, CVR, ROMC and CVRC are added. Left out: what 3.8-1
# does not have or defines otherwise (SMDH, SMD1H, SMCRH, H0, HO of MN, LS2 of ROM, VR, CVR and of changes, correct = FALSE, all areas).
# Left out, too: sizes above 1e5 and |ri| above 0.99999, where its formulas lose digits, and numbers near the ends of the range.
suppressMessages(library(metafor))
f <- function(x) ifelse(is.na(x), "NA", formatC(x, digits = 17, format = "g", width = 1))
has <- list(means = list(MD = c("LS", "UB", "HO"), SMD = c("LS", "LS2", "UB", "AV"), SMD1 = c("LS", "LS2", "UB", "AV"),
                         ROM = c("LS", "HO", "AV", "AVHO"), VR = "LS", CVR = "LS", RPB = c("LS", "ST", "CS"), ZPB = c("LS", "ST", "CS"),
                         RBIS = "LS", ZBIS = "LS", D2OR = "LS", D2ORN = "LS"),
            changes = list(MC = "LS", SMCC = "LS", SMCR = "LS", ROMC = "LS", VRC = "LS", CVRC = "LS"),
            one_mean = list(MN = "LS", SMN = "LS", MNLN = "LS", SDLN = "LS", CVLN = "LS"))
cv2 <- function(sd, m, n) sd^2 / (n * m^2)
out <- file("effects2_means_metafor.csv", "w"); writeLines("file,row,measure,yi,vi", out)
for (fam in names(has)) {
  d <- read.csv(paste0("effects2_", fam, ".csv"), colClasses = c(measure = "character"))
  d$row <- seq_len(nrow(d)); rows <- NULL
  cols <- names(d)[8:(which(names(d) == "yi") - 1)]
  d[cols] <- lapply(d[cols], as.numeric)
  for (g in split(d, interaction(d$measure, d$vtype, d$correct, d$table, drop = TRUE))) {
    me <- g$measure[1]; vt <- g$vtype[1]
    if (!g$correct[1] || !(vt %in% has[[fam]][[me]]) || g$table[1] %in% c("range", "signs", "big")) next
    a <- Filter(function(x) !all(is.na(x)), as.list(g[cols]))
    if (fam == "one_mean" && me %in% c("MNLN", "CVLN")) { keep <- g$mi > 0; g <- g[keep, ]; a <- lapply(a, function(x) x[keep]) }
    r <- try(suppressWarnings(do.call(escalc, c(list(measure = me, vtype = vt), a))), silent = TRUE)
    if (inherits(r, "try-error")) { message(fam, " ", me, " ", vt, " ", g$table[1], ": ", conditionMessage(attr(r, "condition"))); next }
    y <- as.numeric(r$yi); v <- as.numeric(r$vi)
    if (me == "ROM") y <- y + 0.5 * (cv2(a$sd1i, a$m1i, a$n1i) - cv2(a$sd2i, a$m2i, a$n2i))
    if (me == "CVR") y <- y - 0.5 * (cv2(a$sd1i, a$m1i, a$n1i) - cv2(a$sd2i, a$m2i, a$n2i))
    if (me == "ROMC") y <- y + 0.5 * (cv2(a$sd1i, a$m1i, a$ni) - cv2(a$sd2i, a$m2i, a$ni))
    if (me == "CVRC") y <- y - 0.5 * (cv2(a$sd1i, a$m1i, a$ni) - cv2(a$sd2i, a$m2i, a$ni))
    lost <- (if (is.null(a$ri)) FALSE else abs(a$ri) > 0.99999) | (if (is.null(a$ni)) FALSE else a$ni > 1e5)
    v[!(v > 0) | is.na(y)] <- NA
    rows <- rbind(rows, data.frame(row = g$row, line = paste(fam, g$row, me, f(y), f(v), sep = ","))[rep_len(!lost, length(y)), ])
  }
  writeLines(rows$line[order(rows$row)], out)
}
close(out)
