# Reference values of the two bundled protocols: metafor (REML with tightened control, DL, PM), on rows chosen here in R,
# independently of copse. Run in this folder: Rscript make_protocols.R; writes protocols.csv.
# Kind: independent program (metafor), checked to 1e-8.
suppressMessages(library(metafor))
options(digits = 17)
data_dir <- file.path("..", "..", "datasets")
read <- function(...) read.csv(file.path(data_dir, ...), na.strings = "", encoding = "UTF-8", check.names = FALSE)
out <- NULL

tight <- list(threshold = 1e-14, maxiter = 10000, tau2.max = 1e6)
fit_one <- function(yi, vi, method, test) {
  if (length(yi) == 1) return(rma(yi, vi, method = "EE"))
  control <- if (method == "DL") list() else if (method == "PM") list(tol = 1e-14, maxiter = 10000) else tight
  fit <- rma(yi, vi, method = method, test = test, control = control)
  if (method == "REML") { # polish: the root of the score, to machine precision
    score <- function(t) {
      w <- 1 / (vi + t); m <- sum(w * yi) / sum(w)
      sum(w^2 * (yi - m)^2) - sum(w) + sum(w^2) / sum(w)
    }
    if (fit$tau2 > 1e-9) {
      lo <- fit$tau2 * 0.999; hi <- fit$tau2 * 1.001
      if (score(lo) * score(hi) < 0)
        fit <- rma(yi, vi, method = "REML", test = test,
                   tau2 = uniroot(score, c(lo, hi), tol = 1e-17, maxiter = 10000)$root)
    } else if (score(0) <= 0) fit <- rma(yi, vi, method = "REML", test = test, tau2 = 0)
  }
  fit
}
put <- function(protocol, outcome, analysis, group, fit) {
  out <<- rbind(out, data.frame(protocol, outcome, analysis, group, k = fit$k, estimate = as.numeric(fit$b),
    se = fit$se, ci_lower = fit$ci.lb, ci_upper = fit$ci.ub, p = fit$pval,
    tau2 = if (fit$k > 1) fit$tau2 else NA, Q = fit$QE))
}
pooled <- function(protocol, outcome, analysis, d, method = "REML", test = "knha", groups = TRUE) {
  if (nrow(d) < 2) return(invisible())
  put(protocol, outcome, analysis, "overall", fit_one(d$yi, d$vi, method, test))
  if (groups) for (g in unique(d$role)) {
    s <- d[d$role == g, ]
    put(protocol, outcome, analysis, g, fit_one(s$yi, s$vi, method, if (nrow(s) > 1) test else "z"))
  }
}

# ---- smit2023: every row of a domain
smit <- read("smit2023", "smit2023.csv")
smit$vi <- smit$sei^2
for (domain in c("clinical", "functional", "personal")) {
  d <- smit[smit$domain == domain, ]
  pooled("smit2023", domain, "main", d)
  pooled("smit2023", domain, "not_suspect", d[is.na(d$suspect), ])
  pooled("smit2023", domain, "three_roles", d[d$role != "other", ])
  pooled("smit2023", domain, "smi", d[d$disorder == "SMI", ])
  pooled("smit2023", domain, "not_perinatal", d[d$perinatal == "no", ])
  pooled("smit2023", domain, "dl", d, method = "DL")
  pooled("smit2023", domain, "pm", d, method = "PM")
  pooled("smit2023", domain, "z", d, test = "z")
}

# ---- peer_support: chosen by hand
peer <- read("peer_support", "peer_support.csv")
choose_rows <- function(outcome, populations, statuses, roles, rob = NULL) {
  measure <- if (outcome == "hospitalisation") "RR" else "SMD"
  d <- peer[peer$outcome_group == outcome & !is.na(peer$measure) & peer$measure == measure &
            is.na(peer$duplicate) & peer$randomised == "yes" & peer$population %in% populations &
            peer$status %in% statuses & peer$role %in% roles, ]
  if (!is.null(rob)) d <- d[d$rob_overall %in% rob, ]
  if (nrow(d) == 0) return(d)
  counts <- is.na(d$yi)
  if (any(counts)) {
    e <- escalc("RR", ai = d$ai[counts], n1i = d$n1i[counts], ci = d$ci[counts], n2i = d$n2i[counts])
    d$yi[counts] <- as.numeric(e$yi)
    d$sei[counts] <- sqrt(as.numeric(e$vi))
  }
  d$vi <- d$sei^2
  result <- NULL
  for (trial in unique(d$trial_id)) {
    t <- d[d$trial_id == trial, ]
    t <- t[match(t$status, c("reported", "derived"), 3) == min(match(t$status, c("reported", "derived"), 3)), ]
    if (nrow(t) > 1) {
      far <- abs(t$months - 6)
      if (any(!is.na(far))) t <- t[!is.na(far) & far == min(far, na.rm = TRUE), ]
    }
    if (nrow(t) > 1 && any(!is.na(t$n1i))) t <- t[!is.na(t$n1i) & t$n1i == max(t$n1i, na.rm = TRUE), ]
    if (nrow(t) > 1 && length(unique(t$arm)) == nrow(t)) { # arms that share a control: correlation 0.5
      m <- nrow(t); s <- t$sei
      r <- matrix(0.5, m, m); diag(r) <- 1
      t$yi[1] <- mean(t$yi)
      t$vi[1] <- as.numeric(t(s) %*% r %*% s) / m^2
    }
    result <- rbind(result, t[1, ])
  }
  result
}
smi <- "serious_mental_illness"
everyone <- unique(peer$population)
three <- c("added", "substituted", "curriculum")
outcomes <- c("recovery", "quality_of_life", "symptoms", "depression", "empowerment", "hope", "loneliness", "functioning",
              "self_efficacy", "stigma", "quality_of_life_physical", "quality_of_life_mental", "self_efficacy_work",
              "social_support", "hospitalisation")
for (outcome in outcomes) {
  d <- choose_rows(outcome, smi, "reported", three)
  pooled("peer_support", outcome, "main", d)
  pooled("peer_support", outcome, "dl", d, method = "DL")
  pooled("peer_support", outcome, "pm", d, method = "PM")
  pooled("peer_support", outcome, "z", d, test = "z")
  pooled("peer_support", outcome, "all_populations", choose_rows(outcome, everyone, "reported", three))
  pooled("peer_support", outcome, "not_perinatal", choose_rows(outcome, setdiff(everyone, "perinatal"), "reported", three))
  pooled("peer_support", outcome, "with_suspect", choose_rows(outcome, smi, c("reported", "derived", "suspect"), three))
  pooled("peer_support", outcome, "with_groups", choose_rows(outcome, smi, "reported", c(three, "other")))
  pooled("peer_support", outcome, "everything",
         choose_rows(outcome, everyone, c("reported", "derived"), c(three, "other")))
  pooled("peer_support", outcome, "low_risk", choose_rows(outcome, smi, "reported", three, "Low risk"))
  pooled("peer_support", outcome, "low_risk_all", choose_rows(outcome, everyone, "reported", three, "Low risk"))
  pooled("peer_support", outcome, "not_high_risk",
         choose_rows(outcome, smi, "reported", three, c("Low risk", "Some concerns")))
}
num <- sapply(out, is.numeric)
out[num] <- lapply(out[num], function(x) ifelse(is.na(x), "NA", sprintf("%.17g", x)))
write.csv(out, "protocols.csv", row.names = FALSE, quote = FALSE)
cat("metafor", as.character(packageVersion("metafor")), nrow(out), "rows\n")
