#include "rob_marks.h"

static const struct {
    const char *look, *sign, *word;
} MARKS[COPSE_JUDGEMENT_COUNT] = {
    [COPSE_JUDGEMENT_LOW] = {"rob_low", "+", "Low"},
    [COPSE_JUDGEMENT_SOME] = {"rob_some", "\u2212", "Some concerns"},
    [COPSE_JUDGEMENT_HIGH] = {"rob_high", "\u00d7", "High"},
    [COPSE_JUDGEMENT_CRITICAL] = {"rob_critical", "!", "Critical"},
    [COPSE_JUDGEMENT_NONE] = {"rob_none", "?", "No information"},
};

const char *copse_i_rob_look(copse_judgement judgement)
{
    return MARKS[judgement].look;
}

const char *copse_i_rob_sign(copse_judgement judgement)
{
    return MARKS[judgement].sign;
}

const char *copse_i_rob_word(copse_judgement judgement)
{
    return MARKS[judgement].word;
}

bool copse_i_rob_is_dark(copse_judgement judgement)
{
    return judgement == COPSE_JUDGEMENT_CRITICAL;
}
