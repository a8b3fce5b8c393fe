"""What tells languages in Latin letters apart: frequent words, endings of longer words, letters with marks.

Chosen by hand; the order has no meaning; what several languages share (de, en, la, que) is shared out among them.
"""

from __future__ import annotations

#: Words in lower case by language (ISO 639-1).
WORDS = {
    "en": (
        "a the of and to in is that it for as was with be by on not he his but at are this have from or had an they which "
        "one you were all her she there would their we him been has when who will no more if out so said what up its "
        "about into than them can only other time new some could these two may then do first any my now such like our "
        "over even most me after also made did many before must through back years where much your way well down should "
        "because long each just those people how too little state good very make world still own see men work get here "
        "between both life being under never day same another know while last might us great old year off come since "
        "against go came right used take three himself few house use during without again place around however home small "
        "found thought went say part once general high upon school every does got united left number course war until "
        "always away something fact though water less public put think almost hand enough far took head yet government "
        "system better set told nothing night end why called going look find asked later knew point next city business "
        "case group today given young days room let order become children several able provided including means within "
        "section following copy terms conditions software license code source file files shall notice copyright changes "
        "version distribute information services page return function value list name data example note english language "
        "study research results paper method based different important using uses am themselves itself whether either "
        "neither nor yes oh mr mrs dear please thank hello everyone anything someone per among across above below further "
        "therefore thus hence often already perhaps quite rather really don doesn didn isn wasn couldn wouldn ve ll i "
        "women woman man child morning evening week month light river street north south west east library market company "
        "million percent team report international national university development history"
    ),
    "de": (
        "der die und in den von zu das mit sich des auf für ist im dem nicht ein eine als auch es an werden aus er hat "
        "dass sie nach wird bei einer um am sind noch wie einem über einen so zum war haben nur oder aber vor zur bis "
        "mehr durch man sein wurde wenn ihre seine kann schon wir ich unter gegen vom können diese dieser muss sehr ihr "
        "was keine alle wieder uns mir mich immer hier jetzt dann doch ohne zwischen heute jahr jahre zeit gibt worden "
        "waren sondern damit deutsch straße"
    ),
    "fr": (
        "le la les de des du et un une est en que qui dans pour pas au sur ne se ce il elle plus par avec son sa ses sont "
        "aux mais nous vous leur comme ou si tout été cette ces être fait aussi même bien entre sans peut après tous ont "
        "sous ils on deux je y était très autre encore dont donc où avant chez depuis ainsi quand lui mon notre votre c d "
        "l qu n j s jour temps"
    ),
    "es": (
        "el la los las de del y que en un una es por con no se para su al lo como más pero sus le ya o este sí porque "
        "esta entre cuando muy sin sobre también me hasta hay donde quien desde todo nos durante todos uno les ni contra "
        "otros ese eso ante ellos e esto antes algunos qué unos yo otro otras otra él tanto esa estos mucho nada muchos "
        "fue ser son ha era años dos"
    ),
    "pt": (
        "o a os as de do da dos das e que em um uma é no na nos nas por com não se para seu sua ao aos à mais mas como ou "
        "quando muito já eu também só pelo pela até isso ela ele entre depois sem mesmo seus quem me esse eles você essa "
        "num nem suas meu às minha têm foi são está ser tem há era foram ainda sobre anos dia onde então"
    ),
    "it": (
        "il la le lo gli i di e che in un una è per non con si da del della dei delle al alla ai nel nella sono come più "
        "anche ma ha dal dalla se o su questo questa ci ed suo sua essere stato era loro ancora dopo tra quando tutto "
        "così prima molto fare cosa anni hanno perché chi dove sul sulla nelle degli agli io mi ti due ogni senza proprio "
        "già città"
    ),
    "nl": (
        "de het een en van in is dat op te zijn met voor niet aan er om ook als dan maar bij nog uit door naar heeft hij "
        "ze was over worden werd wordt deze dit die wel geen kan hebben had meer tot mijn jaar zo zou moet wij zij haar "
        "hun onder wat waar veel tegen ons al tussen na twee omdat alleen altijd goed weer"
    ),
    "sv": (
        "och i att det som en på är av för med den till inte har de ett om var jag men sig så från vi kan när han nu ska "
        "hade eller vid mycket efter under också bara mot där varit skulle blir alla mig vill finns över kunde andra "
        "detta sina hon år sedan"
    ),
    "pl": (
        "i w nie na z do się to że jest o jak po co ale za od przez tak dla jego jej tym czy są był było była już tylko "
        "ze może być przed także jako tego ich lub oraz gdy które który która bardzo jeszcze pod kiedy sobie nas mnie "
        "roku lat gdzie"
    ),
    "cs": (
        "a se v na je že s z do o to i ve za jsem by jako pro ale po jeho jsou tak který která které od při bylo byl nebo "
        "už jen až podle však není více také když své jsme ze ke má mezi před roku být další kde velmi ještě pouze bude"
    ),
    "tr": (
        "ve bir bu da de için ile çok olarak daha olan gibi en ne kadar sonra ki var ama o mi her ya değil olduğu şey ben "
        "sen biz tarafından zaman veya yok büyük iki göre diye bunu ise kendi oldu şu nasıl önce içinde yeni yıl gün"
    ),
    "vi": (
        "và của là có được trong cho không một những các người với này đã khi để từ đến ra như về còn cũng nhiều vào tôi "
        "anh ông nhưng thì sẽ lại rất nước năm ngày phải trên đó theo làm hai sau bị bà ở nên chỉ việc thành phố biết"
    ),
    "id": (
        "yang dan di dengan untuk dari pada ini itu dalam tidak adalah akan ke oleh ada juga sebagai karena atau bisa "
        "dapat saya telah mereka lebih sudah kami kita anda seperti hanya bahwa tahun secara antara orang satu saat "
        "setelah hari banyak harus serta tersebut menjadi namun"
    ),
}

#: The last three letters of words of five or more.
ENDINGS = {
    "en": (
        "ing ted red sed ned ded led ked ped ced ged ved wed hed yed tly lly ity ess ers ors nts ons ble ght ack eck ick "
        "ock uck ful ish ath eth ith oth ive ous ize ure ory ary ery nce nds rds lds cts pts own ain eam ead eak oad oom "
        "ook ool oon ime ine ike ile ite ore ose one ame ase age ype rce rst rth xts ies ify ism ist ent ant ion ate ces "
        "ges ses"
    ),
    "de": (
        "ung gen ten den hen sen nen ren ben men cht ich ein eit ert ige ger ter tet est hrt elt end ern eln sch nis iel "
        "auf los bar"
    ),
    "fr": (
        "ion ons ent ant nts eur eux aux eau res ées nce que gue ble les tes ité ive ifs ère ire oir ais ait age ine ale els rée"
    ),
    "es": ("ión nes ado ada dos das ido ida cia rio ría mos ron nte ble ero era tes tos tas cio eza dad ivo iva ico ica rar"),
    "pt": ("ção ões ado ada dos das ido ida cia rio mos ram nte vel iro ira ade gem ais eis ivo iva ico ica tos tas"),
    "it": (
        "one oni ato ata ati ate nto nti ità are ere ire zio zia gli lla llo lle tto tti tta sso ssi nte rio ria ico ica che ile"
    ),
    "nl": ("ing gen den ten ren ken sen len nen oor aan eer eel ijk eid aar aat uit ijn erd orm cht oek aal"),
    "sv": ("are ade het gen nde tar rna ska lig iga tet ang ion ras ats dig"),
    "pl": ("nie ego ych cja cji iem ami ach owy owa ość ści wać ane any zny"),
    "cs": ("ost ech ých ého ích ení ání ový ové kou cký cké vat ují"),
    "tr": ("lar ler nin nın ını ini dır dir mak mek yor lık lik dan den nda nde ası esi arı eri"),
    "id": ("kan nya ang ung ran tan nan man gan lah"),
}

#: Letters with marks. Those of Vietnamese with two marks are a block of their own, U+1EA0 to U+1EF9.
MARKED = {
    "de": "ßäöü",
    "fr": "éèêëàâçîïôûùœ",
    "es": "ñóíáéú",
    "pt": "ãõçáéíóúâêôà",
    "it": "àèéìòù",
    "nl": "ëï",
    "sv": "åäö",
    "pl": "łąęśźżńćó",
    "cs": "ěřůčšžýáíéúťďň",
    "tr": "ğışçöü",
    "vi": "ơưđăâêôàáãèéìíòóõùúýĩũ",
}
