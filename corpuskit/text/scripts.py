"""Which characters tell Simplified from Traditional text, and which script a whole text is in."""

from __future__ import annotations

import re
from functools import cache
from itertools import islice
from typing import Literal

from corpuskit.text.characters import HAN, HANGUL, KANA
from corpuskit.text.patterns import lazy_pattern

Script = Literal["zh-Hans", "zh-Hant"]

# A text is in one script when the other one's characters are at most one in five of its own: quotations and names happen.
_MAJORITY = 5
# A few more than that, so that in one short sentence a single character does not decide.
_MARGIN = 3
# Kana or Hangul for one Han in twenty is not a quotation any more.
_HAN_PER_FOREIGN = 20
_TRADITIONAL_PER_JAPANESE = 10
# A look at so many characters, spread over the text, settles most documents; the rest is counted.
_SAMPLE = 256
_CLEAR_EVIDENCE = 8

# How the three constants were made, with OpenCC 1.4.2 and Python's codecs, from the Han characters of the BMP:
# TRADITIONAL_ONLY: t2s changes it into a character of GB 2312, it is not in GB 2312 itself, and tw2s and hk2s change it too.
#   So 乾, 拚, 於, 瞭 and 徵, which Simplified text uses, are not here, nor 縯, whose simplified form no font has.
# SIMPLIFIED_ONLY: in GB 2312, s2t, s2tw and s2hk change it, t2s does not, and it is not on level 1 of Big5 (A440-C67E in cp950),
#   which has the frequent characters of Traditional text. So 后, 里 and 只 are not here.
# JAPANESE_ONLY: in Shift JIS, neither in GB 2312 nor in Big5, in neither set above; t2s, tw2s and hk2s do not change it,
#   and s2tw and s2hk do not make it (as they make 衞 for Hong Kong).

#: Characters that only Traditional Chinese text has.
TRADITIONAL_ONLY = (
    "丟並亂亙亞佇佈佔併來侖侶侷俁係俠俬倀倆倉個們倖倫偉側偵偽傑傖傘備傢傭傯傳傴債傷傾僂僅僉僑僕僞僥僨僱價儀儁儂億儈儉儐儔儕儘"
    "償優儲儷儺儻儼兇兌兒兗內兩冊冑冪凈凍凜凱別刪剄則剋剎剛剝剮剴創剷劃劄劇劉劊劌劍劑勁動務勛勝勞勢勱勳勵勸勻匭匯匱區協卹卻卽"
    "厙厠厤厭厲厴參叄叢吳吶呂咼員唄唸問啓啞啟喚喪喫喬單喲嗆嗇嗎嗚嗩嗶嘆嘍嘔嘖嘗嘜嘩嘮嘯嘰嘵嘸噁噓噝噠噥噦噯噲噴噸噹嚀嚇嚌嚐嚕"
    "嚙嚥嚦嚨嚮嚳嚴嚶囀囁囂囅囈囌囑囪圇國圍園圓圖團垻埡埰執堅堊堖堝堯報場塊塋塏塒塗塚塢塤塵塹墊墜墮墰墳墻墾壇壎壓壘壙壚壜壞壟"
    "壠壢壩壯壺壽夠夢夾奐奧奩奪奬奮奼妝姍姦娛婁婦婭媧媯媼媽嫋嫗嫵嫺嫻嬀嬈嬋嬌嬙嬡嬤嬪嬰嬸孃孌孫學孿宮寀寢實寧審寫寬寵寶將專尋"
    "對導尷屆屍屜屢層屨屬岡峯峴島峽崍崑崗崙崢崬嵐嵗嶁嶄嶇嶗嶠嶧嶸嶺嶼嶽巋巒巔巖巰巹帥師帳帶幀幃幗幘幟幣幫幬幷幹幾庫廁廂廄廈廕"
    "廚廝廟廠廡廢廣廩廬廳弒弔弳張強彆彈彌彎彔彙彥彫彿徑從徠復徹恆恥悅悵悶悽惡惱惲惻愛愜愨愴愷愾慄態慍慘慚慟慣慤慪慫慮慳慶慼慾"
    "憂憊憐憑憒憚憤憫憮憲憶懇應懌懍懞懟懣懨懲懶懷懸懺懼懾戀戇戔戧戩戰戲戶扞拋挱挾捨捫捲掃掄掙掛採揀揚換揮損搖搗搧搶摑摜摟摯摳"
    "摶摻撈撐撓撟撣撥撫撲撳撻撾撿擁擄擇擊擋擔據擠擡擣擬擯擰擱擲擴擷擺擻擼擾攄攆攏攔攖攙攛攜攝攢攣攤攪攬敎敗敘敵數斂斃斕斬斷旂"
    "旣昇時晉晝暈暉暢暫曄曆曇曉曏曖曠曬書會朧朮東枴柵柺査桿梔梘條梟棄棊棖棗棟棧棲椏楊楓楨業極榦榪榮榿構槍槓槧槨槳樁樂樅樑樓標"
    "樞樣樸樹樺橈橋機橢橫檁檉檔檜檢檣檯檳檸檻櫃櫓櫚櫛櫝櫞櫟櫥櫧櫨櫪櫫櫬櫱櫳櫸櫻欄欅權欏欒欖欞欽歎歐歟歡歲歷歸歿殘殞殤殫殭殮殯"
    "殲殺殻殼毀毆毿氂氈氌氣氫氬氳氾汎汙決沒沖況泝洩洶浹涇涼淒淚淥淨淩淪淵淶淺渙減渦測渾湊湞湧湯溈準溝溫溼滄滅滌滎滙滬滯滲滷滸"
    "滾滿漁漚漢漣漬漲漵漸漿潁潑潔潙潛潤潯潰潷潿澀澆澇澗澠澤澩澮澱濁濃濕濘濛濟濤濫濰濱濺濼濾瀅瀆瀉瀋瀏瀕瀘瀝瀟瀠瀦瀧瀨瀰瀲瀾灃"
    "灄灑灕灘灝灣灤灧灩災為烏烴無煉煒煙煢煥煩煬熒熗熱熾燁燈燉燒燙燜營燦燬燭燴燻燼燾爍爐爛爭爲爺爾牀牆牘牴牽犖犛犢犧狀狹狽猙猶"
    "猻獁獃獄獅獎獨獪獫獰獲獵獷獸獺獻獼玀現琱琺琿瑋瑣瑤瑩瑪璉璣璦環璽璿瓊瓏瓔瓚甌甕產産畝畢畫異畵當疇疊痙痠痾瘂瘋瘍瘓瘞瘡瘧瘺"
    "瘻療癆癇癉癒癘癟癡癢癤癥癧癩癬癭癮癰癱癲發皁皚皰皸皺盃盜盞盡監盤盧盪眞眥眾睏睜睞瞘瞞瞼矇矚矯硃硤硨硯碩碭碸確碼磚磣磧磯磽"
    "礎礙礦礪礫礬礱祕祿禍禎禦禪禮禰禱禿秈稅稈稜稟種稱穀穌積穎穡穢穩穫窩窪窮窯窶窺竄竅竇竈竊竪競筆筍筧箇箋箏箚節範築篋篤篩篳簀"
    "簍簑簞簡簣簫簽簾籃籌籜籟籠籤籩籪籬籮籲粵糉糝糞糧糰糲糴糶糹糾紀紂約紅紆紇紈紉紋納紐紓純紕紗紙級紛紜紡紮細紱紲紳紹紺紼紿絀"
    "終絃組絆絎結絕絛絝絞絡絢給絨統絲絳絶絹綁綃綆綈綉綏綑經綜綞綠綢綣綫綬維綰綱網綳綴綵綸綹綺綻綽綾綿緄緇緊緋緑緒緔緗緘緙線緝"
    "緞締緡緣緦編緩緬緯緱緲練緶緹緻縈縉縊縋縐縑縛縝縞縟縣縧縫縭縮縱縲縴縵縶縷縹總績繃繅繆繒織繕繚繞繡繢繩繪繫繭繮繯繰繳繹繼繽"
    "繾纈纊續纍纏纓纔纖纘纜缽罈罌罎罰罵罷羅羆羈羋羣羥羨義羶習翫翹耬耮聖聞聯聰聲聳聵聶職聹聽聾肅脅脈脛脣脩脫脹腎腖腡腦腫腳腸膃"
    "膚膠膩膽膾膿臉臍臏臘臚臟臠臥臨臺與興舉舊舖舘艙艤艦艫艱艷芻苧茲荊莊莖莢莧華菴萇萊萬萵葉葒葤葦葯葷蒐蒓蒔蒞蒼蓀蓆蓋蓮蓯蓴蓽"
    "蔔蔘蔞蔣蔥蔦蔭蕁蕆蕎蕒蕓蕕蕘蕢蕩蕪蕭蕷薈薊薌薑薔薟薦薩薺藍藎藝藥藪藶藹藺蘄蘆蘇蘊蘋蘚蘞蘢蘭蘺蘿處虛虜號虧虯蛺蛻蜆蝕蝟蝦蝨"
    "蝸螄螞螢螻蟄蟈蟎蟣蟬蟯蟲蟶蟻蠅蠆蠍蠐蠑蠔蠟蠣蠱蠶蠻衆衊術衕衚衛衝袞裊裏補裝裡製複褲褳褸褻襇襉襖襝襠襤襪襬襯襲覈見規覓視覘"
    "覡覦親覬覯覲覷覺覽覿觀觴觶觸訁訂訃計訊訌討訐訓訕訖託記訛訝訟訣訥訪設許訴訶診註証詁詆詎詐詒詔評詘詛詞詠詡詢詣試詩詫詬詭詮"
    "詰話該詳詵詼詿誄誅誆誇誌認誑誒誕誘誚語誠誡誣誤誥誦誨說説誰課誶誹誼調諂諄談諉請諍諏諑諒論諗諛諜諞諡諢諤諦諧諫諭諮諱諳諶諷"
    "諸諺諼諾謀謁謂謄謅謊謎謐謔謖謗謙謚講謝謠謡謨謫謬謭謳謹謾譁證譎譏譖識譙譚譜譟譫譭譯議譴護譽譾讀變讎讒讓讕讖讚讜讞谿豈豎豐"
    "豔豬貍貓貝貞負財貢貧貨販貪貫責貯貰貲貳貴貶買貸貺費貼貽貿賀賁賂賃賄賅資賈賊賑賒賓賕賚賜賞賠賡賢賣賤賦賧質賫賬賭賴賺賻購賽"
    "賾贄贅贈贊贋贍贏贐贓贖贗贛贜趕趙趨趲跡踐踰踴蹌蹕蹟蹠蹣蹤蹺躉躊躋躍躑躒躓躕躚躡躥躦躪軀車軋軌軍軒軔軛軟軤軫軲軸軹軺軻軼軾"
    "較輅輇載輊輒輓輔輕輛輜輝輞輟輥輦輩輪輯輳輸輻輾輿轂轄轅轆轉轍轎轔轟轡轢轤辦辭辮辯農迴逕這連週進遊運過達違遙遜遞遠遡適遲遶"
    "遷選遺遼邁還邇邊邏邐郟郵鄆鄉鄒鄔鄖鄧鄭鄰鄲鄴鄶鄺酈醃醜醞醫醬釀釁釃釅釋釐釒釓釔釕釗釘釙針釣釤釦釧釩釵釷釹釺鈀鈁鈄鈅鈈鈉鈍"
    "鈎鈐鈑鈔鈕鈞鈡鈣鈥鈦鈧鈮鈰鈳鈴鈷鈸鈹鈺鈽鈾鈿鉀鉅鉆鉈鉉鉍鉑鉕鉗鉚鉛鉞鉢鉤鉦鉬鉭鉳鉸鉺鉻鉿銀銃銅銑銓銖銘銚銜銠銣銥銦銨銩銪"
    "銫銬銱銳銷銹銻銼鋁鋃鋅鋇鋌鋏鋒鋝鋟鋣鋤鋥鋦鋨鋪鋭鋮鋯鋰鋱鋶鋸鋼錁錄錆錇錈錐錒錕錘錙錚錛錟錠錢錦錨錫錮錯録錳錶錸錼鍀鍁鍃鍅"
    "鍆鍇鍊鍋鍍鍔鍘鍛鍤鍥鍩鍬鍰鍵鍶鍺鍼鍾鎂鎄鎇鎊鎌鎖鎘鎚鎢鎣鎦鎧鎩鎪鎬鎭鎮鎰鎳鎵鎸鎿鏃鏇鏈鏌鏍鏑鏗鏘鏜鏝鏞鏟鏡鏢鏤鏨鏵鏷鏹鏽"
    "鐃鐋鐐鐒鐓鐔鐘鐙鐝鐠鐦鐧鐨鐫鐮鐲鐳鐵鐸鐺鐿鑄鑊鑌鑑鑒鑔鑠鑣鑥鑭鑰鑲鑷鑹鑼鑽鑾鑿钁長門閂閃閆閉開閌閎閏閑閒間閔閘閡閣閤閥閨"
    "閩閫閬閭閱閲閶閹閻閼閽閾閿闃闆闇闈闊闋闌闐闔闕闖關闞闡闢闥陘陝陞陣陰陳陸陽隉隊階隕際隨險隱隴隸隻雋雖雙雛雜雞離難雲電霑霧"
    "霽靂靄靈靚靜靦靨鞏鞝鞦鞽韁韃韆韉韋韌韓韙韜韝韞韻響頁頂頃項順頇須頊頌頎頏預頑頒頓頗領頜頡頤頦頭頰頷頸頹頻頽顆題額顎顏顓顔"
    "願顙顛類顢顥顧顫顬顯顰顱顳顴風颮颯颱颳颶颼飄飆飈飛飠飢飩飪飫飭飯飱飲飴飼飽飾餃餅餈餉養餌餑餒餓餘餚餛餞餡館餬餱餳餵餷餼餾"
    "餿饃饅饈饉饊饋饌饑饒饗饜饞饢馬馭馮馱馳馴駁駐駑駒駔駕駘駙駛駝駟駡駢駭駱駿騁騅騍騎騏騖騙騫騭騮騰騶騷騸騾驀驁驂驃驄驅驊驍驏"
    "驕驗驚驛驟驢驤驥驪骯髏髒體髕髖髮鬆鬍鬚鬢鬥鬧鬨鬩鬮鬱魎魘魚魯魴魷鮁鮃鮎鮐鮑鮒鮚鮝鮞鮪鮫鮭鮮鯀鯁鯇鯉鯊鯔鯖鯗鯛鯝鯡鯢鯤鯧鯨"
    "鯪鯫鯰鯴鯽鯿鰈鰉鰍鰐鰒鰓鰠鰣鰥鰨鰩鰭鰱鰲鰳鰵鰷鰹鰻鰾鱅鱈鱉鱒鱔鱖鱗鱘鱝鱟鱧鱭鱷鱸鱺鳥鳧鳩鳬鳳鳴鳶鴆鴇鴉鴕鴛鴝鴟鴣鴦鴨鴯鴰"
    "鴻鴿鵂鵑鵒鵓鵜鵝鵠鵡鵪鵬鵯鵰鵲鶇鶉鶓鶘鶚鶥鶩鶯鶴鶻鶼鶿鷀鷂鷄鷓鷗鷙鷚鷥鷦鷯鷲鷳鷴鷸鷹鷺鸌鸕鸚鸛鸝鸞鹵鹹鹺鹼鹽麗麥麩麪麫麯"
    "麵麼黃黌點黨黲黴黷黽黿鼉鼕鼴齊齋齎齏齒齔齙齜齟齠齡齣齦齧齪齬齲齶齷龍龐龔龕龜"
)
#: Characters that only Simplified Chinese text has.
SIMPLIFIED_ONLY = (
    "万与专业丛东丝丢两严丧个临为丽举义乌乐乔习乡书买乱争亏亘亚产亩亲亵亿仅从仑仓仪们价众优会伛伞伟传伤伥伦伧伪伫体佥侠侣侥侦"
    "侧侨侩侪侬俣俦俨俩俪俭债倾偬偻偾偿傥傧储傩兖党兰关兴兹养兽冁内冈册写军农冯冲决况冻净凄凉减凑凛凤凫凭凯击凿刍刘则刚创删别"
    "刭刹刽刿剀剂剐剑剥剧劝办务劢动励劲劳势勋匀匦匮区医华协单卖卢卤卫却卺厂厅历厉压厌厍厕厘厢厣厦厨厩厮县参双发变叙叠叶号叹叽"
    "吓吕吗吨启吴呐呒呓呕呖呗员呙呛呜咏咙咛咝咤响哑哒哓哔哕哗哙哜哝哟唛唠唢唤啧啬啭啮啸喷喽喾嗫嗳嘘嘤嘱噜嚣团园围囵国图圆圣圹"
    "场块坚坛坜坝坞坟坠垄垅垆垒垦垩垫垭垲垴埘埙埚堑堕墙壮声壳壶处备复够头夹夺奁奂奋奖奥妆妇妈妩妪妫姗姹娄娅娆娇娈娱娲娴婴婵婶"
    "嫒嫔嫱嬷孙学孪宁宝实宠审宪宫宽宾寝对寻导寿将尔尘尝尧尴尽层屉届属屡屦屿岁岂岖岗岘岚岛岭岽岿峄峡峤峥峦崂崃崭嵘嵝巅巩巯币帅"
    "师帏帐帜带帧帮帱帻帼幂广庄庆庐庑库应庙庞废廪开异弃弑张弥弪弯弹强归当录彦彻径徕忆忏忧忾怀态怂怃怄怅怆怜总怼怿恋恒恳恶恸恹"
    "恺恻恼恽悫悬悭悯惊惧惨惩惫惬惭惮惯愤愦慑懑懒懔戆戋戏戗战戬执扩扪扫扬扰抚抛抟抠抡抢护报担拟拢拣拥拦拧拨择挚挛挝挞挟挠挡挢"
    "挣挤挥捞损捡换捣据掳掴掷掸掺掼揽揿搀搁搂搅携摄摅摆摇摈摊撄撑撵撷撸撺擞攒敌敛数斋斓斩断无旧时旷昙昵昼显晋晓晔晕晖暂暧术机"
    "杀杂权条来杨杩极构枞枢枣枥枧枨枪枫枭柜柠柽栀栅标栈栉栊栋栌栎栏树栖样栾桠桡桢档桤桥桦桧桨桩梦检棂椁椟椠椤椭楼榄榇榈榉槛槟"
    "槠横樯樱橥橱橹橼檩欢欤欧歼殁殇残殒殓殚殡殴毁毂毕毙毡毵氇气氢氩汇汉汤汹沟没沣沤沥沦沧沩沪泞泪泶泷泸泺泻泼泽泾洁洒洼浃浅浆"
    "浇浈浊测浍济浏浑浒浓浔涂涛涝涞涟涠涡涣涤润涧涨涩淀渊渌渍渎渐渑渔渖渗湾湿溃溅溆滗滚滞滟滠满滢滤滥滦滨滩潆潇潋潍潜潴澜濑濒"
    "灏灭灯灵灾灿炀炉炖炜炝点炼炽烁烂烃烛烟烦烧烨烩烫烬热焕焖焘熏爱爷牍牦牵牺犊状犷犸犹狈狞独狭狮狯狰狱狲猃猎猕猡猪猫猬献獭玑"
    "玛玮环现玺珐珑珲琏琐琼瑶瑷璎瓒瓮瓯电画畅畴疖疗疟疠疡疬疮疯疱疴痈痉痒痖痨痪痫瘅瘗瘘瘪瘫瘾瘿癞癣癫皑皱皲盏盐监盖盗盘眍眦睁"
    "睐睑瞒瞩矫矶矾矿砀码砖砗砚砜砺砻砾础硕硖硗确碍碛碜碱礼祢祯祷祸禀禄禅离秃秆种积称秽稆稣稳穑穷窃窍窑窜窝窥窦窭竖竞笃笋笔笕"
    "笺笼笾筚筛筝筹签简箦箧箨箩箪箫篑篓篮篱簖籁籴类籼粜粝粤粪粮糁糇糍紧絷纟纠纡红纣纤纥约级纨纩纪纫纬纭纯纰纱纲纳纵纶纷纸纹纺"
    "纽纾线绀绁绂练组绅细织终绉绊绋绌绍绎经绐绑绒结绔绕绗绘给绚绛络绝绞统绠绡绢绣绥绦继绨绩绪绫续绮绯绰绱绲绳维绵绶绷绸绺绻综"
    "绽绾绿缀缁缂缃缄缅缆缇缈缉缋缌缍缎缏缑缒缓缔缕编缗缘缙缚缛缜缝缟缠缡缢缣缤缥缦缧缨缩缪缫缬缭缮缯缰缱缲缳缴缵罂网罗罚罢罴"
    "羁羟羡翘耢耧耸耻聂聋职聍联聩聪肃肠肤肮肾肿胀胁胆胜胧胨胪胫胶脉脍脏脐脑脓脔脚脶脸腊腭腻腼腾膑膻舆舣舰舱舻艰艳艺节芈芗芜芦"
    "苁苇苈苋苌苍苎苏苹茎茏茑茔茕茧荆荚荛荜荞荟荠荡荣荤荥荦荧荨荩荪荫荬荭荮药莅莱莲莳莴莶获莸莹莺莼萝萤营萦萧萨蒇蒉蒋蒌蓝蓟蓠"
    "蓣蓥蓦蔷蔹蔺蔼蕲蕴薮藓蘖虏虑虚虬虮虽虾虿蚀蚁蚂蚕蚝蚬蛊蛎蛏蛮蛰蛱蛲蛳蛴蜗蜡蝇蝈蝉蝎蝼蝾螨衅衔补衬衮袄袅袜袭装裆裢裣裤裥褛"
    "褴见观规觅视觇览觉觊觋觌觎觏觐觑觞触觯誉誊讠计订讣认讥讦讧讨让讪讫训议讯记讲讳讴讵讶讷许讹论讼讽设访诀证诂诃评诅识诈诉诊"
    "诋诌词诎诏译诒诓诔试诖诗诘诙诚诛诜话诞诟诠诡询诣诤该详诧诨诩诫诬语诮误诰诱诲诳说诵诶请诸诹诺读诼诽课诿谀谁谂调谄谅谆谇谈"
    "谊谋谌谍谎谏谐谑谒谓谔谕谖谗谘谙谚谛谜谝谟谠谡谢谣谤谥谦谧谨谩谪谫谬谭谮谯谰谱谲谳谴谵谶贝贞负贡财责贤败账货质贩贪贫贬购"
    "贮贯贰贱贲贳贴贵贶贷贸费贺贻贼贽贾贿赀赁赂赃资赅赆赇赈赉赊赋赌赍赎赏赐赓赔赕赖赘赙赚赛赜赝赞赠赡赢赣赵赶趋趱趸跃跄跖跞践"
    "跷跸跹跻踌踪踬踯蹑蹒蹰蹿躏躜躯车轧轨轩轫转轭轮软轰轱轲轳轴轵轶轷轸轹轺轻轼载轾轿辁辂较辄辅辆辇辈辉辊辋辍辎辏辐辑输辔辕辖"
    "辗辘辙辚辞辩辫边辽达迁过迈运还这进远违连迟迩迳迹适选逊递逦逻遗遥邓邝邬邮邹邺邻郏郐郑郓郦郧郸酝酱酽酾酿释鉴銮錾钅钆钇针钉"
    "钊钋钌钍钎钏钐钒钓钔钕钗钙钚钛钜钝钞钟钠钡钢钣钤钥钦钧钨钩钪钫钬钭钮钯钰钱钲钳钴钵钶钷钸钹钺钻钼钽钾钿铀铁铂铃铄铅铆铈铉"
    "铊铋铌铍铎铐铑铒铕铖铗铘铙铛铜铝铞铟铠铡铢铣铤铥铧铨铩铪铫铬铭铮铯铰铱铲铳铴铵银铷铸铹铺铼铽链铿销锁锂锃锄锅锆锇锈锉锊锋"
    "锌锍锎锏锐锑锒锓锔锕锖锗锘错锚锛锝锞锟锡锢锣锤锥锦锨锩锪锫锬锭键锯锰锱锲锴锵锶锷锸锹锺锻锼锾锿镀镁镂镄镅镆镇镉镊镌镍镎镏"
    "镐镑镒镓镔镖镗镘镙镛镜镝镞镟镡镢镣镤镥镦镧镨镩镪镫镬镭镯镰镱镲镳镶长门闩闪闫闭问闯闰闱闲闳间闵闶闷闸闹闺闻闼闽闾阀阁阂阃"
    "阄阅阆阈阉阊阋阌阍阎阏阐阑阒阔阕阖阗阙阚队阳阴阵阶际陆陇陈陉陕陧陨险随隐隶隽难雏雠雳雾霁霭靓静靥鞑鞒鞯鞲韦韧韩韪韫韬韵页"
    "顶顷顸项顺须顼顽顾顿颀颁颂颃预颅领颇颈颉颊颌颍颏颐频颓颔颖颗题颚颛颜额颞颟颠颡颢颤颥颦颧风飑飒飓飕飘飙飚飞飨餍饣饥饧饨饩"
    "饪饫饬饭饮饯饰饱饲饴饵饶饷饺饼饽饿馀馁馄馅馆馇馈馊馋馍馏馐馑馒馓馔馕马驭驮驯驰驱驳驴驵驶驷驸驹驺驻驼驽驾驿骀骁骂骄骅骆骇"
    "骈骊骋验骏骐骑骒骓骖骗骘骚骛骜骝骞骟骠骡骢骣骤骥骧髅髋髌鬓魇魉鱼鱿鲁鲂鲅鲆鲇鲈鲋鲍鲎鲐鲑鲒鲔鲕鲚鲛鲜鲞鲟鲠鲡鲢鲣鲤鲥鲦鲧"
    "鲨鲩鲫鲭鲮鲰鲱鲲鲳鲴鲵鲶鲷鲸鲺鲻鲼鲽鳃鳄鳅鳆鳇鳊鳋鳌鳍鳎鳏鳐鳓鳔鳕鳖鳗鳘鳙鳜鳝鳞鳟鳢鸟鸠鸡鸢鸣鸥鸦鸨鸩鸪鸫鸬鸭鸯鸱鸲鸳鸵"
    "鸶鸷鸸鸹鸺鸽鸾鸿鹁鹂鹃鹄鹅鹆鹇鹈鹉鹊鹋鹌鹎鹏鹑鹕鹗鹘鹚鹛鹜鹞鹣鹤鹦鹧鹨鹩鹪鹫鹬鹭鹰鹱鹳鹾麦麸黄黉黩黪黾鼋鼍鼹齐齑齿龀龃龄"
    "龅龆龇龈龉龊龋龌龙龚龛龟"
)
#: Characters that only Japanese text has.
JAPANESE_ONLY = (
    "丗両乕乗乢亀亅亊亜亰仏仭仮伜価侫侭俤値倶倹偐偖偸働儖兎児兪円冐冦冨冩冴凖処凧凩凪凾刄刋刔刧剏剣剤剰剱剳劒劔労劵効勅勠勧勲"
    "匁匂匳匸卆単厰厳収叺呉呑呟呪咲哘唖啌啝喞喩喰営噐噛噺嚊嚔嚠嚢囎囘団囲図圀圏圦圧圷圸坿垈垉垪垰垳埀埓埖堺塀塁塩塰塲増墸墹壊"
    "壌壥壱売壷壻変夊夐夘夛夲奨妛妬姉姙姫娚娯嫐嬢嬶宍実寃寉寛寳対専尅尓尠尭屶岻岼岾峅峠峩峺崕崘嵜嵳嵶嶋嶌嶐巌巓巣巵巻帋帯帰幇"
    "幤庁広廃廏廐廰廸廻廼弉弌弍弐弖弾彁彑彜徃従徳徴応忰怱怺恊恠恵恷悋悧悩悪悳惣愡愼愽慂慙慯憇憙懐懴戝戞戦戯戸戻払扨抂抜択拝拠"
    "拡挙挧挿捜掲掵掻揺摂撃撹擧擶攅斈斉斎旙昿晄晧晩暁暃暎暦暼曁曵曽朖朞朶朷杁杢杣杤枠枡枦枩柾栂栃栄栞栢桙桜桝桟梍梶梹梺梼椀椙"
    "椚椛検椡椢椣椦椨椶楕楡楳楽楾榁榊槇様槝槞槹樋樌樒権樮樶橲橸檪櫁欝欟歓歩歯歳歴殱毎毟気氷汚汢沢浄涙涜渇済渉渋渓渕湶満溂溌滝"
    "漑潅澁澑濳濶瀞瀬烱焔焼煕熈熕燗燵爼犂犇犠犲狛狢猟猯獏獣珎珱瑠璢瓧瓰瓱瓲瓸甅甎甞甼畄畆畉畊畍畑畠畧畩畭畳疂疉疎痩癨癶発皀皃"
    "皐皷皹県眤瞹砕砿硲硴碯碵磆礇禝秡稲稾穂穃穉穏穐穣穽窓窰竃竍竏竒竓竕竜竝竡竢竰竸笂笶笹筬筺箆箒箟篏篭篶簒簓簔簗籏籖籘籾粂粃"
    "粋粐粛粫粭糀糂糘絋経絵継続綛総緕緜縁縄縅縦繊繋繍繝繦繧纃纉纎纐纒罸羂羮翆聟聡聢聨聴肬脇脳腟膓膤膸臈臓舎舗舩舮艝艢艪艶苅茘"
    "茣荘莟莵菓菷萠萢萪葢蒄蓙蓚蔵蕋蕚薗薫薬蘂蘓蘯蘰蚫蛍蛯蝋蝿蟇蟐蠎蠏蠧衂袮袰袴袵袿裃裄褄褝襃襍襷覇覊覚覧覩観觧訳読諌諚謌譌譛"
    "譱譲讃讐谺豼貎貭貮賍賎賛赱踈躙躰躱躾軅軆軈転軣軽輌輙轌轜辧辷辺辻込迚迯逎逓逧逹遅遖邉邨郷酔醗醤醸釈釖釛釡釶釼鈩鈬鉄鉱銭鋲"
    "鋳錬錺錻鎹鐚鐡鑁鑓鑚鑛閇閊閖閙閠関閧闘陥陦険隠隣隲隷雑雫霊靤靫靭靱靹鞆鞐韈韮韲頚頬頼顋顕颪飃飜飮餝餠饂駄駅駆駈駲騒験騨髄"
    "髞髢髪髴鬪鮖鮗鮴鯏鯑鯣鯲鯵鰄鰯鰰鱶鳫鳰鴎鴪鴫鴬鵄鵆鵈鵞鵤鵺鶏鶫鷆鹸麁麕麹麺麿黒黙鼈鼡齢龝"
)


def script_of(text: str) -> Script | None:
    """Say whether a text is in Traditional or in Simplified Chinese.

    Args:
        text: a whole document.

    Returns:
        None without evidence, with evidence of both, and for Japanese and Korean.

    >>> script_of("臺灣大學圖書館"), script_of("故宫博物院的乾清宫"), script_of("東京の図書館")
    ('zh-Hant', 'zh-Hans', None)
    """
    if len(text) > 2 * _SAMPLE and (script := _clear_script(text[:: len(text) // _SAMPLE | 1])):
        return script
    first_traditional = _traditional().search(text)
    first_simplified = _simplified().search(text)
    if first_traditional is None:
        return "zh-Hans" if first_simplified and not is_japanese_or_korean(text) else None
    if first_simplified is None:
        return None if is_japanese_or_korean(text) else "zh-Hant"
    if _outnumbers(_traditional(), _simplified(), text, first_traditional.start(), first_simplified.start()):
        return None if is_japanese_or_korean(text) else "zh-Hant"
    if _outnumbers(_simplified(), _traditional(), text, first_simplified.start(), first_traditional.start()):
        return None if is_japanese_or_korean(text) else "zh-Hans"
    return None


def has_traditional(text: str) -> bool:
    """Say whether a text has a character that only Traditional Chinese has.

    >>> has_traditional("國家"), has_traditional("里后")
    (True, False)
    """
    return _traditional().search(text) is not None


def _clear_script(sample: str) -> Script | None:
    """Give the script of which a sample has several characters, if it has none of the other, nor of Japanese and Korean."""
    for script, enough, strangers in _clear_evidence():
        if enough.match(sample):
            return None if strangers.search(sample) else script
    return None


def is_japanese_or_korean(text: str) -> bool:
    """Say whether the kana, the Hangul or the characters that only Japan writes are too many for a Chinese text.

    >>> is_japanese_or_korean("東京都の図書館"), is_japanese_or_korean("鮮の味，一家日本料理店在臺北開張，主人是留學東京的廚師")
    (True, False)
    """
    if _FOREIGN.search(text):
        foreign = len(_FOREIGN.findall(text))
        if foreign * _HAN_PER_FOREIGN >= len(_HAN.findall(text)):
            return True
    if _japanese().search(text) is None:
        return False
    japanese = len(_japanese().findall(text))
    return japanese * _TRADITIONAL_PER_JAPANESE >= len(_traditional().findall(text)) + len(_simplified().findall(text))


def _outnumbers(many: re.Pattern[str], few: re.Pattern[str], text: str, many_from: int, few_from: int) -> bool:
    """Say whether one pattern hits at least five times as often as the other; the counting of the many stops when it is clear."""
    wanted = _MAJORITY * len(few.findall(text, few_from)) + _MARGIN
    return sum(1 for _ in islice(many.finditer(text, many_from), wanted)) == wanted


_HAN = lazy_pattern(f"[{HAN}]")
_FOREIGN = lazy_pattern(f"[{KANA}{HANGUL}]")


# Compiled on first use: classes of two thousand characters take some milliseconds.
@cache
def _traditional() -> re.Pattern[str]:
    return lazy_pattern(f"[{TRADITIONAL_ONLY}]")


@cache
def _simplified() -> re.Pattern[str]:
    return lazy_pattern(f"[{SIMPLIFIED_ONLY}]")


@cache
def _japanese() -> re.Pattern[str]:
    return lazy_pattern(f"[{JAPANESE_ONLY}]")


@cache
def _clear_evidence() -> tuple[tuple[Script, re.Pattern[str], re.Pattern[str]], ...]:
    def enough(characters: str) -> re.Pattern[str]:
        return lazy_pattern(f"(?:[^{characters}]*+[{characters}]){{{_CLEAR_EVIDENCE}}}")

    foreign = JAPANESE_ONLY + KANA + HANGUL
    return (
        ("zh-Hans", enough(SIMPLIFIED_ONLY), lazy_pattern(f"[{TRADITIONAL_ONLY}{foreign}]")),
        ("zh-Hant", enough(TRADITIONAL_ONLY), lazy_pattern(f"[{SIMPLIFIED_ONLY}{foreign}]")),
    )
