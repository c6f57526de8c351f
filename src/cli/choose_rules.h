/* src/cli/choose_rules.h: the rules of --choose. */
#ifndef COPSE_I_CHOOSE_RULES_H
#define COPSE_I_CHOOSE_RULES_H

#include <copse/study.h>

/** Zero-initialise. */
typedef struct copse_i_choose_rules {
    copse_pick_rule *rule;
    size_t count;
    const char **value; /* of all rules' lists */
    char *store;
} copse_i_choose_rules;

/** Reads "prefer:outcome=PHQ-9,BDI; nearest:weeks=26; largest:n1i", or "first". COPSE_EUSAGE says what is wrong. */
COPSE_NODISCARD copse_status copse_i_choose_rules_read(const char *text, copse_i_choose_rules *rules, copse_error *err);
void copse_i_choose_rules_free(copse_i_choose_rules *rules);

#endif
