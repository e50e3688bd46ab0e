"""Words of everyday English and of farming that some town somewhere bears as its name.

Alone in a sentence they are taken for words ("in May", "at harvest"), not for places. Words that no town bears need not
stand here.
"""

from __future__ import annotations

COMMON_WORDS = frozenset(
    """
    advance airport along apples are area as ask august bad bag bail banana band bank bar bare barn basin bath
    battle bay bee best big bloom blossom boot box branch bridge bulls but cacao can cane cast center central
    centre century change charge city clay coast cocoa combine come cool crystal cube cut dam date delta diamond
    die dig do don down drain driver dry early eastern ed egg energy ever experiment eye force forest freedom
    from front gap give goes going gold golden gram grant grass grave gray green hail harbor hard harvest hay
    hill home honey hook hope hot hue independence is islands jul jun kelvin kill lack lakes landing lead lemon
    level liberty limit line locust long loss madam made maize male man mango many march mark market may me
    media men mill millet mills mine more mosquito most much net never nice nine none normal north northern nov
    of off on one onset opportunity or orange orchards over page pay pea pearl per pest pink plain plains plan
    plantation pol poll polling pool port price progress race rail rain reading real red research reserve rice
    rich ridge rivers rock run rye sale sales salt sand sane save sec see send share side since snow southern
    soy spring star still stone store strong success sunflower sunshine tab tank tar tea than till time to train
    triangle tune turn union unity upland us used valley vineyard vineyards violet wall ways we weed well wells
    west western wetter wool
    """.split()  # noqa: SIM905
)
