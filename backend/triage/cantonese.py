"""Words by which Cantonese is told from Mandarin, in Simplified characters or in Latin letters.

Source: triage guide, language. A text in Traditional characters is read as Simplified first.
"""

import re

# What Mandarin uses too stands with the words beside it that make it Cantonese.
SPOKEN = re.compile(
    "(?:出|入|返|过|起|落)黎|覆诊|(?<![一两这那哪几每整半另二三四单双])只(?:脚|耳|猫|狗|熊)|[十百千几廿]蚊|打边炉|"
    "(?:冻|贵|闷)到(?!了|底)|落雨|一阵先|等阵|行(?:路|街)(?!动)|老细|大脾|抖(?:大)?气|笪|乌卒卒|掂到|㩒|揞|霸位|"
    "仲(?!裁|夏|秋|春)|得几(?:滴|次|啖)|今个(?:礼拜|月)|次次都|黐|"
    "[唔嘅咗喺冇佢哋嘢咁嗰啲嚟攰瞓睇谂搵揾攞冧唞脷噃啩㗎嗮乜𠮶嘥嗌𢭃揸嬲畀啱噏遢餸嚿箍髀喎惗㩒㓤屙]|喇(?![叭嘛])|"
    "咪(?!咪|咕|表)|(?<![晾日暴])晒(?![太热黑干伤衣被在着过得了])|"
    "(?<![关没联体])系(?=[你我他佢呢边咪都得假真学打男女食定未])|(?:都|就|真|定|净|全|即|又|但|仲|亦|先|点)系|"
    "(?<![一二两三四五六七八九十几早晚半整差快重优缺热特地观终起])(?<![重主需]要)点(?:样|解|算|做|办|处|用|搞|计|知|去|填|入|收|食|洗|写|返|同|会)|"
    "边(?:度|个(?!月)|日|位|间|只|科|条|匹|队|支)|(?:咩|俾)(?!咩)|(?<!准)几(?:时|耐)|(?:而|依|宜)家(?!庭)|"
    "(?:听|寻|琴|噚|噙)(?:日|晚)|(?<!完)(?:成|全|听|前|后|呢|头)日(?!期)|朝早|今朝|晏昼|返(?:工|学|屋|转)(?!校)|"
    "(?<![挑零偏饮甜主素副荤禁粮辅面])食(?:药|饭|咗|粥|奶|多|两|完|得|过|晚|早)(?!物)|"
    "饮(?:水(?!机)|奶|嘢|啖|得|汤)|呢(?:个|度|条|次|两|几|样|位|边|份|只|排|日|粒|期)|多谢晒|同埋|定系|"
    "细(?:佬|路|妹|仔)|(?:阿|个)(?:仔|囡|女)(?![的儿孩])|得(?:闲|噶|未)|"
    "(?:好|得|掂|食|做|打|痛|去|来)未(?:$|[ ,。?!])|识(?:唔|得|讲|用|睇)(?!别)|惊(?:佢|住)|好(?:惊|劲|衰|嬲)|"
    "劲(?:痛|肿|多|惨|热|辛苦)|(?<=[快好早多少大细迟有呢嗰买食])d(?![a-z0-9])|[^a-z](?:ge|gei|la|ga)(?![a-z])|"
    "成(?:晚|个|身|条|块|只)(?!人|员|果|型|长)|周身|"
    "(?:红|紫|肿|瘀|痒|黑|痛|晕|软|蓝|灰|青|白|粉|黄|云)+地(?!图|方)|仲(?:有|要|系|未|好|可|会|烧|痛|肿)|"
    "好(?:番|似)|翻(?:学|屋)|真嘢|好彩|阿嘛|肚痾|落(?:街|大雨)|好紧要|冻亲|条(?:颈|肠|气|女|仔|腰)|"
    "(?<![一这那几两每整])个(?:头|嘴|肚|心|面|鼻|样|颈)(?![的上里儿部])|膝头|老豆|耳仔|探热|塞紧车|^早晨[呀啊]|"
    "有心喇|戒口|企(?:起|唔)|心口(?:痛|好)|埋(?:去|单)|得返|白返|"
    "(?<!肯)(?<!决)(?<!一)定(?:腋|跌|有|盐|真|细|[0-9])"
)
COPULA = re.compile("(?<![關关聯联體体])係")
"""Written Chinese has it in compounds only; Simplified writes both as one."""
_IN_LATIN = """
m mh hai ge ga la lah aa jor zo jo keoi kui ngo nei lei dei di mou mo gam gum ngaan haa hei tung zung sik yat
jat joek zyun jan gung laang zan yeuk hou ho dim bin siu niu faat fat tau tou tai jau yau gau soeng seung zau zou lai
mat me
"""
ROMANISED = frozenset(_IN_LATIN.split())
SYLLABLE = re.compile(
    "(?:ng|gw|kw|ch|ts|[bpmfdtnlgkhwzcsjy])?(?:aa|oe|eo|eu|yu|ee|oo|[aeiou])(?:ng|[iumnptk])?|m|mh|ng|o|aa?h|l[ao]h"
)
