# Writes effects2_corr_metafor.csv: metafor's escalc for the tables of effects2_corr.csv that it can compute (peer). UCOR and
# what changed or came after version 3.8-1 (H0 of COR, PCOR, ZPCOR, p-values, ZSPCOR, R2 and its kin) is left out.
# Usage: Rscript make_effects2_corr_metafor.R
suppressMessages(library(metafor))
file <- read.csv("effects2_corr.csv", colClasses = c(vtype = "character"))
known <- list(COR = c("LS"), ZCOR = "LS", SPCOR = "LS", ARAW = "LS", AHW = "LS", ABT = "LS", REH = "LS")
known$COR <- c("LS", "AV"); known$SPCOR <- c("LS", "AV")
inputs <- c("ai", "bi", "ci", "ri", "ti", "mi", "ni", "r2i")
out <- NULL
for (call in unique(paste(file$measure, file$vtype, file$table))) {
    rows <- which(paste(file$measure, file$vtype, file$table) == call)
    measure <- file$measure[rows[1]]; vtype <- file$vtype[rows[1]]; table <- file$table[rows[1]]
    if (!(measure %in% names(known)) || !(vtype %in% known[[measure]]) || any(!is.na(file$pi[rows]))) next
    if (any(!is.na(file$ti[rows])) && measure %in% c("COR", "ZCOR")) next
    if (grepl("extreme|edge|sum", table)) next
    args <- list(measure = measure, vtype = vtype)
    for (i in inputs) if (any(!is.na(file[rows, i]))) args[[i]] <- file[rows, i]
    if (vtype == "LS" && measure %in% c("ZCOR", "ARAW", "AHW", "ABT", "REH")) args$vtype <- NULL
    res <- try(suppressWarnings(do.call(escalc, args)), silent = TRUE)
    if (inherits(res, "try-error")) next
    part <- file[rows, ]
    here <- !is.na(part$yi) # copse leaves out what has no positive variance
    part$yi <- ifelse(here, sprintf("%.17g", res$yi), "NA")
    part$vi <- ifelse(here, sprintf("%.17g", res$vi), "NA")
    for (i in inputs) part[[i]] <- ifelse(is.na(part[[i]]), "NA", sprintf("%.17g", part[[i]]))
    part$source <- "metafor 3.8-1"; part$rtol <- ifelse(here & abs(file$yi[rows]) < 1e-4, "1e-8", "1e-10"); part$drop00 <- "NA"
    out <- rbind(out, part)
}
write.csv(out, "effects2_corr_metafor.csv", row.names = FALSE, quote = FALSE)
cat(nrow(out), "rows\n")
