var e=globalThis,t=e.ShadowRoot&&(e.ShadyCSS===void 0||e.ShadyCSS.nativeShadow)&&`adoptedStyleSheets`in Document.prototype&&`replace`in CSSStyleSheet.prototype,n=Symbol(),r=new WeakMap,i=class{constructor(e,t,r){if(this._$cssResult$=!0,r!==n)throw Error("CSSResult is not constructable. Use `unsafeCSS` or `css` instead.");this.cssText=e,this.t=t}get styleSheet(){let e=this.o,n=this.t;if(t&&e===void 0){let t=n!==void 0&&n.length===1;t&&(e=r.get(n)),e===void 0&&((this.o=e=new CSSStyleSheet).replaceSync(this.cssText),t&&r.set(n,e))}return e}toString(){return this.cssText}},a=e=>new i(typeof e==`string`?e:e+``,void 0,n),o=(e,...t)=>new i(e.length===1?e[0]:t.reduce((t,n,r)=>t+(e=>{if(!0===e._$cssResult$)return e.cssText;if(typeof e==`number`)return e;throw Error(`Value passed to 'css' function must be a 'css' function result: `+e+`. Use 'unsafeCSS' to pass non-literal values, but take care to ensure page security.`)})(n)+e[r+1],e[0]),e,n),s=(n,r)=>{if(t)n.adoptedStyleSheets=r.map(e=>e instanceof CSSStyleSheet?e:e.styleSheet);else for(let t of r){let r=document.createElement(`style`),i=e.litNonce;i!==void 0&&r.setAttribute(`nonce`,i),r.textContent=t.cssText,n.appendChild(r)}},c=t?e=>e:e=>e instanceof CSSStyleSheet?(e=>{let t=``;for(let n of e.cssRules)t+=n.cssText;return a(t)})(e):e,{is:l,defineProperty:u,getOwnPropertyDescriptor:d,getOwnPropertyNames:f,getOwnPropertySymbols:p,getPrototypeOf:m}=Object,h=globalThis,ee=h.trustedTypes,g=ee?ee.emptyScript:``,_=h.reactiveElementPolyfillSupport,v=(e,t)=>e,y={toAttribute(e,t){switch(t){case Boolean:e=e?g:null;break;case Object:case Array:e=e==null?e:JSON.stringify(e)}return e},fromAttribute(e,t){let n=e;switch(t){case Boolean:n=e!==null;break;case Number:n=e===null?null:Number(e);break;case Object:case Array:try{n=JSON.parse(e)}catch{n=null}}return n}},b=(e,t)=>!l(e,t),x={attribute:!0,type:String,converter:y,reflect:!1,useDefault:!1,hasChanged:b};Symbol.metadata??=Symbol(`metadata`),h.litPropertyMetadata??=new WeakMap;var S=class extends HTMLElement{static addInitializer(e){this._$Ei(),(this.l??=[]).push(e)}static get observedAttributes(){return this.finalize(),this._$Eh&&[...this._$Eh.keys()]}static createProperty(e,t=x){if(t.state&&(t.attribute=!1),this._$Ei(),this.prototype.hasOwnProperty(e)&&((t=Object.create(t)).wrapped=!0),this.elementProperties.set(e,t),!t.noAccessor){let n=Symbol(),r=this.getPropertyDescriptor(e,n,t);r!==void 0&&u(this.prototype,e,r)}}static getPropertyDescriptor(e,t,n){let{get:r,set:i}=d(this.prototype,e)??{get(){return this[t]},set(e){this[t]=e}};return{get:r,set(t){let a=r?.call(this);i?.call(this,t),this.requestUpdate(e,a,n)},configurable:!0,enumerable:!0}}static getPropertyOptions(e){return this.elementProperties.get(e)??x}static _$Ei(){if(this.hasOwnProperty(v(`elementProperties`)))return;let e=m(this);e.finalize(),e.l!==void 0&&(this.l=[...e.l]),this.elementProperties=new Map(e.elementProperties)}static finalize(){if(this.hasOwnProperty(v(`finalized`)))return;if(this.finalized=!0,this._$Ei(),this.hasOwnProperty(v(`properties`))){let e=this.properties,t=[...f(e),...p(e)];for(let n of t)this.createProperty(n,e[n])}let e=this[Symbol.metadata];if(e!==null){let t=litPropertyMetadata.get(e);if(t!==void 0)for(let[e,n]of t)this.elementProperties.set(e,n)}this._$Eh=new Map;for(let[e,t]of this.elementProperties){let n=this._$Eu(e,t);n!==void 0&&this._$Eh.set(n,e)}this.elementStyles=this.finalizeStyles(this.styles)}static finalizeStyles(e){let t=[];if(Array.isArray(e)){let n=new Set(e.flat(1/0).reverse());for(let e of n)t.unshift(c(e))}else e!==void 0&&t.push(c(e));return t}static _$Eu(e,t){let n=t.attribute;return!1===n?void 0:typeof n==`string`?n:typeof e==`string`?e.toLowerCase():void 0}constructor(){super(),this._$Ep=void 0,this.isUpdatePending=!1,this.hasUpdated=!1,this._$Em=null,this._$Ev()}_$Ev(){this._$ES=new Promise(e=>this.enableUpdating=e),this._$AL=new Map,this._$E_(),this.requestUpdate(),this.constructor.l?.forEach(e=>e(this))}addController(e){(this._$EO??=new Set).add(e),this.renderRoot!==void 0&&this.isConnected&&e.hostConnected?.()}removeController(e){this._$EO?.delete(e)}_$E_(){let e=new Map,t=this.constructor.elementProperties;for(let n of t.keys())this.hasOwnProperty(n)&&(e.set(n,this[n]),delete this[n]);e.size>0&&(this._$Ep=e)}createRenderRoot(){let e=this.shadowRoot??this.attachShadow(this.constructor.shadowRootOptions);return s(e,this.constructor.elementStyles),e}connectedCallback(){this.renderRoot??=this.createRenderRoot(),this.enableUpdating(!0),this._$EO?.forEach(e=>e.hostConnected?.())}enableUpdating(e){}disconnectedCallback(){this._$EO?.forEach(e=>e.hostDisconnected?.())}attributeChangedCallback(e,t,n){this._$AK(e,n)}_$ET(e,t){let n=this.constructor.elementProperties.get(e),r=this.constructor._$Eu(e,n);if(r!==void 0&&!0===n.reflect){let i=(n.converter?.toAttribute===void 0?y:n.converter).toAttribute(t,n.type);this._$Em=e,i==null?this.removeAttribute(r):this.setAttribute(r,i),this._$Em=null}}_$AK(e,t){let n=this.constructor,r=n._$Eh.get(e);if(r!==void 0&&this._$Em!==r){let e=n.getPropertyOptions(r),i=typeof e.converter==`function`?{fromAttribute:e.converter}:e.converter?.fromAttribute===void 0?y:e.converter;this._$Em=r;let a=i.fromAttribute(t,e.type);this[r]=a??this._$Ej?.get(r)??a,this._$Em=null}}requestUpdate(e,t,n,r=!1,i){if(e!==void 0){let a=this.constructor;if(!1===r&&(i=this[e]),n??=a.getPropertyOptions(e),!((n.hasChanged??b)(i,t)||n.useDefault&&n.reflect&&i===this._$Ej?.get(e)&&!this.hasAttribute(a._$Eu(e,n))))return;this.C(e,t,n)}!1===this.isUpdatePending&&(this._$ES=this._$EP())}C(e,t,{useDefault:n,reflect:r,wrapped:i},a){n&&!(this._$Ej??=new Map).has(e)&&(this._$Ej.set(e,a??t??this[e]),!0!==i||a!==void 0)||(this._$AL.has(e)||(this.hasUpdated||n||(t=void 0),this._$AL.set(e,t)),!0===r&&this._$Em!==e&&(this._$Eq??=new Set).add(e))}async _$EP(){this.isUpdatePending=!0;try{await this._$ES}catch(e){Promise.reject(e)}let e=this.scheduleUpdate();return e!=null&&await e,!this.isUpdatePending}scheduleUpdate(){return this.performUpdate()}performUpdate(){if(!this.isUpdatePending)return;if(!this.hasUpdated){if(this.renderRoot??=this.createRenderRoot(),this._$Ep){for(let[e,t]of this._$Ep)this[e]=t;this._$Ep=void 0}let e=this.constructor.elementProperties;if(e.size>0)for(let[t,n]of e){let{wrapped:e}=n,r=this[t];!0!==e||this._$AL.has(t)||r===void 0||this.C(t,void 0,n,r)}}let e=!1,t=this._$AL;try{e=this.shouldUpdate(t),e?(this.willUpdate(t),this._$EO?.forEach(e=>e.hostUpdate?.()),this.update(t)):this._$EM()}catch(t){throw e=!1,this._$EM(),t}e&&this._$AE(t)}willUpdate(e){}_$AE(e){this._$EO?.forEach(e=>e.hostUpdated?.()),this.hasUpdated||(this.hasUpdated=!0,this.firstUpdated(e)),this.updated(e)}_$EM(){this._$AL=new Map,this.isUpdatePending=!1}get updateComplete(){return this.getUpdateComplete()}getUpdateComplete(){return this._$ES}shouldUpdate(e){return!0}update(e){this._$Eq&&=this._$Eq.forEach(e=>this._$ET(e,this[e])),this._$EM()}updated(e){}firstUpdated(e){}};S.elementStyles=[],S.shadowRootOptions={mode:`open`},S[v(`elementProperties`)]=new Map,S[v(`finalized`)]=new Map,_?.({ReactiveElement:S}),(h.reactiveElementVersions??=[]).push(`2.1.2`);var C=globalThis,w=e=>e,T=C.trustedTypes,E=T?T.createPolicy(`lit-html`,{createHTML:e=>e}):void 0,D=`$lit$`,O=`lit$${Math.random().toFixed(9).slice(2)}$`,te=`?`+O,ne=`<${te}>`,k=document,A=()=>k.createComment(``),j=e=>e===null||typeof e!=`object`&&typeof e!=`function`,re=Array.isArray,ie=e=>re(e)||typeof e?.[Symbol.iterator]==`function`,ae=`[ 	
\f\r]`,M=/<(?:(!--|\/[^a-zA-Z])|(\/?[a-zA-Z][^>\s]*)|(\/?$))/g,oe=/-->/g,se=/>/g,N=RegExp(`>|${ae}(?:([^\\s"'>=/]+)(${ae}*=${ae}*(?:[^ \t\n\f\r"'\`<>=]|("|')|))|$)`,`g`),ce=/'/g,le=/"/g,ue=/^(?:script|style|textarea|title)$/i,de=e=>(t,...n)=>({_$litType$:e,strings:t,values:n}),P=de(1),F=de(2),I=Symbol.for(`lit-noChange`),L=Symbol.for(`lit-nothing`),fe=new WeakMap,R=k.createTreeWalker(k,129);function pe(e,t){if(!re(e)||!e.hasOwnProperty(`raw`))throw Error(`invalid template strings array`);return E===void 0?t:E.createHTML(t)}var me=(e,t)=>{let n=e.length-1,r=[],i,a=t===2?`<svg>`:t===3?`<math>`:``,o=M;for(let t=0;t<n;t++){let n=e[t],s,c,l=-1,u=0;for(;u<n.length&&(o.lastIndex=u,c=o.exec(n),c!==null);)u=o.lastIndex,o===M?c[1]===`!--`?o=oe:c[1]===void 0?c[2]===void 0?c[3]!==void 0&&(o=N):(ue.test(c[2])&&(i=RegExp(`</`+c[2],`g`)),o=N):o=se:o===N?c[0]===`>`?(o=i??M,l=-1):c[1]===void 0?l=-2:(l=o.lastIndex-c[2].length,s=c[1],o=c[3]===void 0?N:c[3]===`"`?le:ce):o===le||o===ce?o=N:o===oe||o===se?o=M:(o=N,i=void 0);let d=o===N&&e[t+1].startsWith(`/>`)?` `:``;a+=o===M?n+ne:l>=0?(r.push(s),n.slice(0,l)+D+n.slice(l)+O+d):n+O+(l===-2?t:d)}return[pe(e,a+(e[n]||`<?>`)+(t===2?`</svg>`:t===3?`</math>`:``)),r]},he=class e{constructor({strings:t,_$litType$:n},r){let i;this.parts=[];let a=0,o=0,s=t.length-1,c=this.parts,[l,u]=me(t,n);if(this.el=e.createElement(l,r),R.currentNode=this.el.content,n===2||n===3){let e=this.el.content.firstChild;e.replaceWith(...e.childNodes)}for(;(i=R.nextNode())!==null&&c.length<s;){if(i.nodeType===1){if(i.hasAttributes())for(let e of i.getAttributeNames())if(e.endsWith(D)){let t=u[o++],n=i.getAttribute(e).split(O),r=/([.?@])?(.*)/.exec(t);c.push({type:1,index:a,name:r[2],strings:n,ctor:r[1]===`.`?ve:r[1]===`?`?ye:r[1]===`@`?be:B}),i.removeAttribute(e)}else e.startsWith(O)&&(c.push({type:6,index:a}),i.removeAttribute(e));if(ue.test(i.tagName)){let e=i.textContent.split(O),t=e.length-1;if(t>0){i.textContent=T?T.emptyScript:``;for(let n=0;n<t;n++)i.append(e[n],A()),R.nextNode(),c.push({type:2,index:++a});i.append(e[t],A())}}}else if(i.nodeType===8){if(i.data===te)c.push({type:2,index:a});else{let e=-1;for(;(e=i.data.indexOf(O,e+1))!==-1;)c.push({type:7,index:a}),e+=O.length-1}}a++}}static createElement(e,t){let n=k.createElement(`template`);return n.innerHTML=e,n}};function z(e,t,n=e,r){if(t===I)return t;let i=r===void 0?n._$Cl:n._$Co?.[r],a=j(t)?void 0:t._$litDirective$;return i?.constructor!==a&&(i?._$AO?.(!1),a===void 0?i=void 0:(i=new a(e),i._$AT(e,n,r)),r===void 0?n._$Cl=i:(n._$Co??=[])[r]=i),i!==void 0&&(t=z(e,i._$AS(e,t.values),i,r)),t}var ge=class{constructor(e,t){this._$AV=[],this._$AN=void 0,this._$AD=e,this._$AM=t}get parentNode(){return this._$AM.parentNode}get _$AU(){return this._$AM._$AU}u(e){let{el:{content:t},parts:n}=this._$AD,r=(e?.creationScope??k).importNode(t,!0);R.currentNode=r;let i=R.nextNode(),a=0,o=0,s=n[0];for(;s!==void 0;){if(a===s.index){let t;s.type===2?t=new _e(i,i.nextSibling,this,e):s.type===1?t=new s.ctor(i,s.name,s.strings,this,e):s.type===6&&(t=new xe(i,this,e)),this._$AV.push(t),s=n[++o]}a!==s?.index&&(i=R.nextNode(),a++)}return R.currentNode=k,r}p(e){let t=0;for(let n of this._$AV)n!==void 0&&(n.strings===void 0?n._$AI(e[t]):(n._$AI(e,n,t),t+=n.strings.length-2)),t++}},_e=class e{get _$AU(){return this._$AM?._$AU??this._$Cv}constructor(e,t,n,r){this.type=2,this._$AH=L,this._$AN=void 0,this._$AA=e,this._$AB=t,this._$AM=n,this.options=r,this._$Cv=r?.isConnected??!0}get parentNode(){let e=this._$AA.parentNode,t=this._$AM;return t!==void 0&&e?.nodeType===11&&(e=t.parentNode),e}get startNode(){return this._$AA}get endNode(){return this._$AB}_$AI(e,t=this){e=z(this,e,t),j(e)?e===L||e==null||e===``?(this._$AH!==L&&this._$AR(),this._$AH=L):e!==this._$AH&&e!==I&&this._(e):e._$litType$===void 0?e.nodeType===void 0?ie(e)?this.k(e):this._(e):this.T(e):this.$(e)}O(e){return this._$AA.parentNode.insertBefore(e,this._$AB)}T(e){this._$AH!==e&&(this._$AR(),this._$AH=this.O(e))}_(e){this._$AH!==L&&j(this._$AH)?this._$AA.nextSibling.data=e:this.T(k.createTextNode(e)),this._$AH=e}$(e){let{values:t,_$litType$:n}=e,r=typeof n==`number`?this._$AC(e):(n.el===void 0&&(n.el=he.createElement(pe(n.h,n.h[0]),this.options)),n);if(this._$AH?._$AD===r)this._$AH.p(t);else{let e=new ge(r,this),n=e.u(this.options);e.p(t),this.T(n),this._$AH=e}}_$AC(e){let t=fe.get(e.strings);return t===void 0&&fe.set(e.strings,t=new he(e)),t}k(t){re(this._$AH)||(this._$AH=[],this._$AR());let n=this._$AH,r,i=0;for(let a of t)i===n.length?n.push(r=new e(this.O(A()),this.O(A()),this,this.options)):r=n[i],r._$AI(a),i++;i<n.length&&(this._$AR(r&&r._$AB.nextSibling,i),n.length=i)}_$AR(e=this._$AA.nextSibling,t){for(this._$AP?.(!1,!0,t);e!==this._$AB;){let t=w(e).nextSibling;w(e).remove(),e=t}}setConnected(e){this._$AM===void 0&&(this._$Cv=e,this._$AP?.(e))}},B=class{get tagName(){return this.element.tagName}get _$AU(){return this._$AM._$AU}constructor(e,t,n,r,i){this.type=1,this._$AH=L,this._$AN=void 0,this.element=e,this.name=t,this._$AM=r,this.options=i,n.length>2||n[0]!==``||n[1]!==``?(this._$AH=Array(n.length-1).fill(new String),this.strings=n):this._$AH=L}_$AI(e,t=this,n,r){let i=this.strings,a=!1;if(i===void 0)e=z(this,e,t,0),a=!j(e)||e!==this._$AH&&e!==I,a&&(this._$AH=e);else{let r=e,o,s;for(e=i[0],o=0;o<i.length-1;o++)s=z(this,r[n+o],t,o),s===I&&(s=this._$AH[o]),a||=!j(s)||s!==this._$AH[o],s===L?e=L:e!==L&&(e+=(s??``)+i[o+1]),this._$AH[o]=s}a&&!r&&this.j(e)}j(e){e===L?this.element.removeAttribute(this.name):this.element.setAttribute(this.name,e??``)}},ve=class extends B{constructor(){super(...arguments),this.type=3}j(e){this.element[this.name]=e===L?void 0:e}},ye=class extends B{constructor(){super(...arguments),this.type=4}j(e){this.element.toggleAttribute(this.name,!!e&&e!==L)}},be=class extends B{constructor(e,t,n,r,i){super(e,t,n,r,i),this.type=5}_$AI(e,t=this){if((e=z(this,e,t,0)??L)===I)return;let n=this._$AH,r=e===L&&n!==L||e.capture!==n.capture||e.once!==n.once||e.passive!==n.passive,i=e!==L&&(n===L||r);r&&this.element.removeEventListener(this.name,this,n),i&&this.element.addEventListener(this.name,this,e),this._$AH=e}handleEvent(e){typeof this._$AH==`function`?this._$AH.call(this.options?.host??this.element,e):this._$AH.handleEvent(e)}},xe=class{constructor(e,t,n){this.element=e,this.type=6,this._$AN=void 0,this._$AM=t,this.options=n}get _$AU(){return this._$AM._$AU}_$AI(e){z(this,e)}},Se={M:D,P:O,A:te,C:1,L:me,R:ge,D:ie,V:z,I:_e,H:B,N:ye,U:be,B:ve,F:xe},Ce=C.litHtmlPolyfillSupport;Ce?.(he,_e),(C.litHtmlVersions??=[]).push(`3.3.3`);var we=(e,t,n)=>{let r=n?.renderBefore??t,i=r._$litPart$;if(i===void 0){let e=n?.renderBefore??null;r._$litPart$=i=new _e(t.insertBefore(A(),e),e,void 0,n??{})}return i._$AI(e),i},Te=globalThis,V=class extends S{constructor(){super(...arguments),this.renderOptions={host:this},this._$Do=void 0}createRenderRoot(){let e=super.createRenderRoot();return this.renderOptions.renderBefore??=e.firstChild,e}update(e){let t=this.render();this.hasUpdated||(this.renderOptions.isConnected=this.isConnected),super.update(e),this._$Do=we(t,this.renderRoot,this.renderOptions)}connectedCallback(){super.connectedCallback(),this._$Do?.setConnected(!0)}disconnectedCallback(){super.disconnectedCallback(),this._$Do?.setConnected(!1)}render(){return I}};V._$litElement$=!0,V.finalized=!0,Te.litElementHydrateSupport?.({LitElement:V});var Ee=Te.litElementPolyfillSupport;Ee?.({LitElement:V}),(Te.litElementVersions??=[]).push(`4.2.2`);var De=3e3,Oe=class{describe;changed;text=``;#e=[];#t;constructor(e,t){this.describe=e,this.changed=t}add(e){this.#e.push(e),this.#t??=setTimeout(()=>{let e=this.#e;this.#e=[],this.#t=void 0,this.say(this.describe(e.length,e.at(-1)??``))},De)}say(e){this.text=e===this.text?`${e}\u00a0`:e,this.changed()}stop(){clearTimeout(this.#t),this.#t=void 0,this.#e=[]}},ke=[`VOICE`,`MESSAGING`,`DIGITAL`,`SOCIAL`,`WEBSITE`,`OTHER`],Ae={"customer.unnamed":`Kunde`,"customer.EPHEMERAL":`Anonymer Besucher`,"customer.IDENTIFIED":`Identifiziert`,"customer.CURATED":`Kontakt`,"customer.identifiers":`Kennungen`,"customer.segments":`Segmente`,"identifier.PHONE":`Telefon`,"identifier.EMAIL":`E-Mail`,"identifier.COOKIE":`Cookie`,"identifier.EXTERNAL_ID":`Externe ID`,"identifier.SOCIAL_LINE":`LINE`,"identifier.SOCIAL_FACEBOOK":`Facebook`,"identifier.SOCIAL_TWITTER":`Twitter`,"identifier.SOCIAL_WHATSAPP":`WhatsApp`,"identifier.SOCIAL_WHATSAPP_BSUID":`WhatsApp-Business-ID`,"identifier.SOCIAL_INSTAGRAM":`Instagram`,"identifier.SOCIAL_INSTAGRAM_HANDLE":`Instagram`,"identifier.APPLE_OPAQUE_ID":`Apple Messages`,summary:`Zusammenfassung`,"summary.openNow":`Jetzt offen`,"summary.current":`Jetzt`,"summary.lastContact":`Letzter Kontakt`,"summary.none":`Keiner`,"summary.contacts":`Kontakte`,"summary.contactsWithCurrent":`Kontakte, mit dem aktuellen`,"summary.contactsOf":`in {days} Tagen`,"summary.contactsByGroup":`{group}: {last7} in 7 Tagen, {last30} in 30 Tagen`,"summary.lastWrapUps":`Letzte Nachbearbeitungscodes`,"summary.repeatContact":`Erneuter Kontakt innerhalb von 7 Tagen`,"summary.transfer":`Die letzte Interaktion endete mit einer Weiterleitung`,"summary.window":{one:`Zählt die neueste Sitzung`,other:`Zählt die neuesten {count} Sitzungen, seit {date}`},filters:`Kanäle anzeigen`,"filter.all":`Alle`,"group.VOICE":`Sprache`,"group.MESSAGING":`Messaging`,"group.DIGITAL":`Digital`,"group.SOCIAL":`Social Media`,"group.WEBSITE":`Website`,"group.OTHER":`Andere`,"medium.INBOUND_CALL":`Eingehender Anruf`,"medium.OUTBOUND_CALL":`Ausgehender Anruf`,"medium.WEB_MESSAGING":`Web-Messaging`,"medium.WEB_CHAT":`Web-Chat`,"medium.EMAIL":`E-Mail`,"medium.SMS":`SMS`,"medium.AGENTLESS_SMS":`SMS-Benachrichtigung`,"medium.AGENTLESS_WHATSAPP":`WhatsApp-Benachrichtigung`,"medium.WHATSAPP":`WhatsApp`,"medium.LINE":`LINE`,"medium.TWITTER":`Twitter`,"medium.FACEBOOK_MESSENGER":`Facebook Messenger`,"medium.WEB_VISIT":`Website-Besuch`,"medium.CONTENT_OFFER":`Angebot`,"medium.CALLBACK":`Rückruf`,"medium.CAMPAIGN_CALL":`Kampagnenanruf`,"medium.AGENTLESS_EMAIL":`E-Mail-Benachrichtigung`,"medium.COBROWSE":`Co-Browsing`,"medium.INSTAGRAM":`Instagram`,"medium.OPEN_MESSAGING":`Open Messaging`,"medium.AUTHENTICATED_WEB_MESSAGING":`Web-Messaging, angemeldet`,"medium.VIDEO":`Videoanruf`,"medium.SCREEN_SHARE":`Bildschirmfreigabe`,"medium.INTERNAL_MESSAGE":`Interne Nachricht`,"medium.APPLE_MESSAGES":`Apple Messages`,"medium.APP_VISIT":`App-Sitzung`,"medium.CASE":`Vorgang`,"status.LIVE":`Live`,"status.IDLE":`Untätig`,"status.INACTIVE":`Inaktiv`,"period.today":`Heute`,"period.yesterday":`Gestern`,"period.recent":`Letzte 30 Tage`,"period.earlier":`Früher im Jahr {year}`,"card.pages":{one:`{count} Seite`,other:`{count} Seiten`},"card.screens":{one:`{count} Bildschirm`,other:`{count} Bildschirme`},"card.noAgent":`Kein Agent`,list:`Interaktionen, neueste zuerst`,"list.loading":`Ältere Interaktionen werden geladen`,"list.more":`Ältere Interaktionen laden`,"list.end":{one:`{count} Interaktion`,other:`Alle {count} Interaktionen`},"list.noneOfFilter":`Keine Interaktionen auf den gewählten Kanälen.`,"details.close":`Details schließen`,"details.loading":`Details werden geladen`,"details.gone":`Diese Interaktion ist für Sie nicht mehr sichtbar.`,"details.queue":`Letzte Warteschlange`,"details.agent":`Letzter Agent`,"details.duration":`Dauer`,"details.talk":`Gesprächszeit`,"details.hold":`Gehalten`,"details.subject":`Betreff`,"details.started":`Beginn`,"details.ended":`Ende`,"details.number":`Nummer`,"details.record":`Datensatz`,"details.state":`Zustand`,"details.hidden":`Ausgeblendet`,"details.unavailable":`Nicht verfügbar`,"details.wrapUps":`Nachbearbeitungscodes`,"details.noWrapUp":`Kein Nachbearbeitungscode.`,"details.noWrapUpYet":`Noch kein Nachbearbeitungscode.`,"details.timeline":`Verlauf`,"details.activity":`Aktivität`,"details.noEvents":`Nichts aufgezeichnet.`,"details.moreEvents":`Mehr anzeigen`,"details.incomplete":`Sie dürfen die Details der Interaktion nicht lesen (Analytics > Conversation Detail > View). Zeiten mit ≈ sind ungefähr.`,"details.estimated":`nächste bekannte Zeit`,"details.searches":`Suchen`,"details.offers":`Angebote`,"details.segments":`Segmente`,"details.referrer":`Herkunft`,"details.campaign":`Kampagne`,"details.device":`Gerät`,"details.browser":`Browser`,"details.location":`Ort`,"details.app":`App`,"details.lastPage":`Letzte Seite`,"details.newWindow":`öffnet ein neues Fenster`,"phase.WAITING":`Wartet`,"phase.WITH_AGENT":`Bei einem Agenten`,"phase.AFTER_CALL_WORK":`Nachbearbeitung`,"phase.ABANDONED":`Aufgelegt`,"phase.ENDED":`Beendet`,"step.CONVERSATION_STARTED":`Begonnen`,"step.AGENT_TRANSFERRED":`Weitergeleitet`,"step.QUEUE_ENTERED":`In Warteschlange`,"step.AGENT_CONNECTED":`Agent verbunden`,"step.AGENT_DISCONNECTED":`Agent getrennt`,"step.WRAP_UP_ADDED":`Nachbearbeitet`,"step.CONVERSATION_ENDED":`Beendet`,"event.page":`Seite aufgerufen`,"event.search":`Gesucht`,"event.segment":`Segment zugewiesen`,"event.outcome":`Ergebnis erreicht`,"event.offer":`Angebot`,"event.screen":`Bildschirm aufgerufen`,"offer.QUALIFIED":`Qualifiziert`,"offer.QUALIFIED_OUTSIDE_SCHEDULE":`Außerhalb des Zeitplans`,"offer.OFFERED":`Gezeigt`,"offer.OFFERED_OUTSIDE_SCHEDULE":`Außerhalb des Zeitplans`,"offer.ACCEPTED":`Angenommen`,"offer.REJECTED":`Abgelehnt`,"offer.IGNORED":`Ignoriert`,"offer.TIMED_OUT":`Abgelaufen`,"offer.STARTED":`Begonnen`,"offer.ENGAGED":`Im Austausch`,"offer.ABANDONED":`Abgebrochen`,"offer.COMPLETED":`Abgeschlossen`,"offer.ERRORED":`Fehlgeschlagen`,"offer.FREQUENCY_CAP_REACHED":`Grenze erreicht`,"offer.UNKNOWN":`Unbekannter Zustand`,denied:`Für Sie ausgeblendet: {parts}`,"part.sessions":`die Journey`,"part.otherSessions":`Website-Besuche, App-Sitzungen und Vorgänge`,"part.customerDetails":`Angaben zum Kunden`,"part.identifiers":`Kennungen`,"part.customerSegments":`Segmente`,"part.segmentNames":`Namen von Segmenten`,"part.queues":`Warteschlangen`,"part.wrapUpCodes":`Nachbearbeitungscodes`,"part.events":`Verläufe und Seitenaufrufe`,"part.eventDetails":`Details von Ereignissen`,"denied.sessions":`Die Journey ist ausgeblendet: {reason}.`,"denied.otherSessions":`Website-Besuche, App-Sitzungen und Vorgänge sind ausgeblendet: {reason}.`,"denied.customerDetails":`Angaben zum Kunden sind ausgeblendet: {reason}.`,"denied.identifiers":`Kennungen sind ausgeblendet: {reason}.`,"denied.customerSegments":`Segmente sind ausgeblendet: {reason}.`,"denied.segmentNames":`Namen von Segmenten sind ausgeblendet: {reason}.`,"denied.queues":`Warteschlangen sind ausgeblendet: {reason}.`,"denied.wrapUpCodes":`Nachbearbeitungscodes sind ausgeblendet: {reason}.`,"denied.events":`Verläufe und Seitenaufrufe sind ausgeblendet: {reason}.`,"denied.eventDetails":`Details von Ereignissen sind ausgeblendet: {reason}.`,"denied.need":`Sie benötigen {permissions}`,"denied.needScope":`Ihrer Anmeldung fehlt der Scope {scopes}`,"denied.byPlatform":`die Plattform hat den Zugriff verweigert`,"state.loading":`Die Customer Journey wird geladen`,"state.empty.title":`Kein Kunde ausgewählt`,"state.empty.text":`Wählen Sie eine Interaktion, um die Journey ihres Kunden zu sehen.`,"state.noSessions.title":`Noch keine Interaktionen`,"state.noSessions.text":`Neue Interaktionen dieses Kunden erscheinen hier von selbst.`,"state.forbidden.title":`Kein Zugriff auf diese Journey`,"state.forbidden.text":`Bitten Sie einen Administrator um die Berechtigungen.`,"state.notFound.title":`Nicht gefunden`,"state.notFound.text":`Der Kunde oder die Interaktion existiert nicht oder ist für Sie nicht sichtbar.`,"state.noCustomer.title":`Kein Kunde verknüpft`,"state.noCustomer.text":`Mit dieser Interaktion ist kein externer Kontakt verknüpft.`,"state.failed.title":`Die Journey konnte nicht geladen werden`,"state.partFailed":`Einige Teile konnten nicht geladen werden.`,"state.offline.title":`Keine Verbindung`,"state.offline.text":`Das Gateway ist nicht erreichbar. Die Journey erscheint von selbst, sobald es wieder da ist.`,"state.rateLimited.title":`Zu viele Anfragen`,"state.overloaded.title":`Das Gateway ist ausgelastet`,"state.waiting":{one:`Nächster Versuch in {count} Sekunde.`,other:`Nächster Versuch in {count} Sekunden.`},"state.signedOut.title":`Abgemeldet`,"state.signedOut.text":`Melden Sie sich erneut an, um die Customer Journey zu sehen.`,"state.retry":`Erneut versuchen`,"live.offline":`Offline: Aktualisierungen sind unterbrochen, Verbindung wird hergestellt …`,"live.online":`Wieder online. Die Journey ist aktuell.`,"live.added":{one:`Neue Interaktion: {label}`,other:`{count} neue Interaktionen, die neueste: {label}`}},je={"customer.unnamed":`Customer`,"customer.EPHEMERAL":`Anonymous visitor`,"customer.IDENTIFIED":`Identified`,"customer.CURATED":`Contact`,"customer.identifiers":`Identifiers`,"customer.segments":`Segments`,"identifier.PHONE":`Phone`,"identifier.EMAIL":`Email`,"identifier.COOKIE":`Cookie`,"identifier.EXTERNAL_ID":`External id`,"identifier.SOCIAL_LINE":`LINE`,"identifier.SOCIAL_FACEBOOK":`Facebook`,"identifier.SOCIAL_TWITTER":`Twitter`,"identifier.SOCIAL_WHATSAPP":`WhatsApp`,"identifier.SOCIAL_WHATSAPP_BSUID":`WhatsApp business id`,"identifier.SOCIAL_INSTAGRAM":`Instagram`,"identifier.SOCIAL_INSTAGRAM_HANDLE":`Instagram`,"identifier.APPLE_OPAQUE_ID":`Apple Messages`,summary:`Summary`,"summary.openNow":`Open now`,"summary.current":`Now`,"summary.lastContact":`Last contact`,"summary.none":`None`,"summary.contacts":`Contacts`,"summary.contactsWithCurrent":`Contacts, current one included`,"summary.contactsOf":`in {days} days`,"summary.contactsByGroup":`{group}: {last7} in 7 days, {last30} in 30 days`,"summary.lastWrapUps":`Last wrap-ups`,"summary.repeatContact":`Repeat contact within 7 days`,"summary.transfer":`The last conversation ended in a transfer`,"summary.window":{one:`Counts the newest session`,other:`Counts the newest {count} sessions, since {date}`},filters:`Show channels`,"filter.all":`All`,"group.VOICE":`Voice`,"group.MESSAGING":`Messaging`,"group.DIGITAL":`Digital`,"group.SOCIAL":`Social`,"group.WEBSITE":`Website`,"group.OTHER":`Other`,"medium.INBOUND_CALL":`Inbound call`,"medium.OUTBOUND_CALL":`Outbound call`,"medium.WEB_MESSAGING":`Web messaging`,"medium.WEB_CHAT":`Web chat`,"medium.EMAIL":`Email`,"medium.SMS":`SMS`,"medium.AGENTLESS_SMS":`SMS notification`,"medium.AGENTLESS_WHATSAPP":`WhatsApp notification`,"medium.WHATSAPP":`WhatsApp`,"medium.LINE":`LINE`,"medium.TWITTER":`Twitter`,"medium.FACEBOOK_MESSENGER":`Facebook Messenger`,"medium.WEB_VISIT":`Website visit`,"medium.CONTENT_OFFER":`Content offer`,"medium.CALLBACK":`Callback`,"medium.CAMPAIGN_CALL":`Campaign call`,"medium.AGENTLESS_EMAIL":`Email notification`,"medium.COBROWSE":`Co-browse`,"medium.INSTAGRAM":`Instagram`,"medium.OPEN_MESSAGING":`Open messaging`,"medium.AUTHENTICATED_WEB_MESSAGING":`Web messaging, signed in`,"medium.VIDEO":`Video call`,"medium.SCREEN_SHARE":`Screen share`,"medium.INTERNAL_MESSAGE":`Internal message`,"medium.APPLE_MESSAGES":`Apple Messages`,"medium.APP_VISIT":`App session`,"medium.CASE":`Case`,"status.LIVE":`Live`,"status.IDLE":`Idle`,"status.INACTIVE":`Inactive`,"period.today":`Today`,"period.yesterday":`Yesterday`,"period.recent":`Last 30 days`,"period.earlier":`Earlier in {year}`,"card.pages":{one:`{count} page`,other:`{count} pages`},"card.screens":{one:`{count} screen`,other:`{count} screens`},"card.noAgent":`No agent`,list:`Interactions, newest first`,"list.loading":`Loading older interactions`,"list.more":`Load older interactions`,"list.end":{one:`{count} interaction`,other:`All {count} interactions`},"list.noneOfFilter":`No interactions on the selected channels.`,"details.close":`Close details`,"details.loading":`Loading details`,"details.gone":`This interaction is no longer visible to you.`,"details.queue":`Last queue`,"details.agent":`Last agent`,"details.duration":`Duration`,"details.talk":`Talk time`,"details.hold":`On hold`,"details.subject":`Subject`,"details.started":`Started`,"details.ended":`Ended`,"details.number":`Number`,"details.record":`Record`,"details.state":`State`,"details.hidden":`Hidden`,"details.unavailable":`Not available`,"details.wrapUps":`Wrap-ups`,"details.noWrapUp":`No wrap-up.`,"details.noWrapUpYet":`No wrap-up yet.`,"details.timeline":`Timeline`,"details.activity":`Activity`,"details.noEvents":`Nothing recorded.`,"details.moreEvents":`Show more`,"details.incomplete":`You may not read conversation details (Analytics > Conversation Detail > View). Times marked ≈ are approximate.`,"details.estimated":`nearest known time`,"details.searches":`Searches`,"details.offers":`Offers`,"details.segments":`Segments`,"details.referrer":`Referrer`,"details.campaign":`Campaign`,"details.device":`Device`,"details.browser":`Browser`,"details.location":`Location`,"details.app":`App`,"details.lastPage":`Last page`,"details.newWindow":`opens in a new window`,"phase.WAITING":`Waiting`,"phase.WITH_AGENT":`With an agent`,"phase.AFTER_CALL_WORK":`After-call work`,"phase.ABANDONED":`Abandoned`,"phase.ENDED":`Ended`,"step.CONVERSATION_STARTED":`Started`,"step.AGENT_TRANSFERRED":`Transferred`,"step.QUEUE_ENTERED":`Entered queue`,"step.AGENT_CONNECTED":`Agent connected`,"step.AGENT_DISCONNECTED":`Agent left`,"step.WRAP_UP_ADDED":`Wrapped up`,"step.CONVERSATION_ENDED":`Ended`,"event.page":`Page viewed`,"event.search":`Searched`,"event.segment":`Segment assigned`,"event.outcome":`Outcome achieved`,"event.offer":`Offer`,"event.screen":`Screen viewed`,"offer.QUALIFIED":`Qualified`,"offer.QUALIFIED_OUTSIDE_SCHEDULE":`Outside schedule`,"offer.OFFERED":`Shown`,"offer.OFFERED_OUTSIDE_SCHEDULE":`Outside schedule`,"offer.ACCEPTED":`Accepted`,"offer.REJECTED":`Declined`,"offer.IGNORED":`Ignored`,"offer.TIMED_OUT":`Timed out`,"offer.STARTED":`Started`,"offer.ENGAGED":`Engaged`,"offer.ABANDONED":`Abandoned`,"offer.COMPLETED":`Completed`,"offer.ERRORED":`Failed`,"offer.FREQUENCY_CAP_REACHED":`Limit reached`,"offer.UNKNOWN":`Unknown state`,denied:`Hidden from you: {parts}`,"part.sessions":`the journey`,"part.otherSessions":`website visits, app sessions and cases`,"part.customerDetails":`customer details`,"part.identifiers":`identifiers`,"part.customerSegments":`segments`,"part.segmentNames":`names of segments`,"part.queues":`queues`,"part.wrapUpCodes":`wrap-up codes`,"part.events":`timelines and page views`,"part.eventDetails":`details of events`,"denied.sessions":`The journey is hidden: {reason}.`,"denied.otherSessions":`Website visits, app sessions and cases are hidden: {reason}.`,"denied.customerDetails":`Customer details are hidden: {reason}.`,"denied.identifiers":`Identifiers are hidden: {reason}.`,"denied.customerSegments":`Segments are hidden: {reason}.`,"denied.segmentNames":`Names of segments are hidden: {reason}.`,"denied.queues":`Queues are hidden: {reason}.`,"denied.wrapUpCodes":`Wrap-up codes are hidden: {reason}.`,"denied.events":`Timelines and page views are hidden: {reason}.`,"denied.eventDetails":`Details of events are hidden: {reason}.`,"denied.need":`you need {permissions}`,"denied.needScope":`your sign-in lacks the scope {scopes}`,"denied.byPlatform":`the platform denied access`,"state.loading":`Loading the customer journey`,"state.empty.title":`No customer selected`,"state.empty.text":`Select a conversation to see the journey of its customer.`,"state.noSessions.title":`No interactions yet`,"state.noSessions.text":`New interactions of this customer appear here by themselves.`,"state.forbidden.title":`No access to this journey`,"state.forbidden.text":`Ask an administrator for the permissions.`,"state.notFound.title":`Not found`,"state.notFound.text":`The customer or conversation does not exist, or is not visible to you.`,"state.noCustomer.title":`No customer linked`,"state.noCustomer.text":`No external contact is linked to this conversation.`,"state.failed.title":`The journey could not be loaded`,"state.partFailed":`Some parts could not be loaded.`,"state.offline.title":`No connection`,"state.offline.text":`The gateway cannot be reached. The journey appears by itself when it is back.`,"state.rateLimited.title":`Too many requests`,"state.overloaded.title":`The gateway is busy`,"state.waiting":{one:`Next attempt in {count} second.`,other:`Next attempt in {count} seconds.`},"state.signedOut.title":`Signed out`,"state.signedOut.text":`Sign in again to see the customer journey.`,"state.retry":`Try again`,"live.offline":`Offline: updates are interrupted, reconnecting …`,"live.online":`Online again. The journey is current.`,"live.added":{one:`New interaction: {label}`,other:`{count} new interactions, the newest: {label}`}},Me=new Map([[`en`,je],[`de`,Ae]]),Ne=new Set;function Pe(e,t){let n=e.toLowerCase();Me.set(n,{...Me.get(n),...t});for(let e of Ne)e()}function Fe(e){return Ne.add(e),()=>Ne.delete(e)}function Ie(e){for(let t of e)if(t)try{let[e]=Intl.getCanonicalLocales(t);if(e!==void 0)return e}catch{}return`en`}function Le(e){return Re(e).some(e=>e!==void 0)?e:`en`}function Re(e){let t=e.toLowerCase();return[Me.get(t),Me.get(t.split(`-`)[0]??``)]}function ze(e){let t=[...Re(e),je],n=Le(e),r=new Intl.PluralRules(n),i=new Intl.NumberFormat(n);return(e,n={})=>{let a=t.find(t=>t?.[e]!==void 0)?.[e]??e,{count:o}=n,s=typeof o==`number`?r.select(o):`other`;return(typeof a==`string`?a:a[s]??a.other).replace(/\{(\w+)\}/g,(e,t)=>{let r=n[t];return typeof r==`number`?i.format(r):r??e})}}var Be=class{t;#e;#t;#n;#r;#i;#a;locale;constructor(e){let t=Le(e);this.locale=t,this.t=ze(t),this.#e=new Intl.DateTimeFormat(t,{day:`numeric`,month:`short`,year:`numeric`}),this.#t=new Intl.DateTimeFormat(t,{hour:`2-digit`,minute:`2-digit`}),this.#n=new Intl.DateTimeFormat(t,{dateStyle:`medium`,timeStyle:`short`}),this.#r=new Intl.DateTimeFormat(t,{day:`numeric`,month:`short`,hour:`2-digit`,minute:`2-digit`}),this.#i=new Intl.DateTimeFormat(t,{year:`numeric`});let n=e=>new Intl.NumberFormat(t,{style:`unit`,unit:e,unitDisplay:`short`});this.#a={hour:n(`hour`),minute:n(`minute`),second:n(`second`)}}date(e){return this.#e.format(new Date(e))}time(e){return this.#t.format(new Date(e))}dateTime(e,t=new Date){let n=new Date(e);return(n.getFullYear()===t.getFullYear()?this.#r:this.#n).format(n)}period(e,t=new Date){let n=new Date(e),r=Math.round((Ve(t)-Ve(n))/864e5);if(r<=0)return this.t(`period.today`);if(r===1)return this.t(`period.yesterday`);if(r<=30)return this.t(`period.recent`);let i=this.#i.format(n);return n.getFullYear()===t.getFullYear()?this.t(`period.earlier`,{year:i}):i}duration(e){let t=(e,t)=>this.#a[t].format(e);if(e<60)return t(Math.round(e),`second`);let n=Math.round(e/60);if(n<60)return t(n,`minute`);let r=n%60,i=t(Math.floor(n/60),`hour`);return r===0?i:`${i} ${t(r,`minute`)}`}channel({channel:e}){let t=`medium.${e.medium}`,n=this.t(t);return n===t?e.label:n}};function Ve(e){return new Date(e.getFullYear(),e.getMonth(),e.getDate()).getTime()}function He(e){if(e)try{let{protocol:t,href:n}=new URL(e);return t===`http:`||t===`https:`?n:void 0}catch{return}}var H=class extends Error{reason;code;retryAfterSeconds;constructor(e,t,n,r){super(n),this.reason=e,this.code=t,this.retryAfterSeconds=r}};function U(e){return e instanceof H?e:new H(`failed`,`INTERNAL`,e instanceof Error?e.message:String(e))}function Ue(e){return e.find(e=>e.extensions?.code!==`PERMISSION_DENIED`)}function We(e,t){for(let{path:n}of t){let t=e;for(let e of n??[]){let n=t?.[e];if(n===null&&t&&(t[e]=void 0),t=n,!t)break}}}function W(e){let t=e.extensions?.code??`INTERNAL`;return new H({UNAUTHENTICATED:`signed-out`,RATE_LIMITED:`rate-limited`,OVERLOADED:`overloaded`}[t]??`failed`,t,e.message,e.extensions?.retryAfterSeconds)}var Ge=3e4,Ke=class{endpoint;credentials;constructor(e,t){this.endpoint=e,this.credentials=t}async query(e,t,n){let r=JSON.stringify({query:e.toString(),variables:t}),i=await this.credentials.get(),a=await this.#e(i,r,n);return a.status===401&&(this.credentials.reject(i),i=await this.credentials.get(),a=await this.#e(i,r,n),a.status===401&&this.credentials.reject(i)),Ye(a)}async#e(e,t,n){let r=this.endpoint(),i=Je(e);try{return await fetch(r,{method:`POST`,body:t,signal:AbortSignal.any([n,AbortSignal.timeout(Ge)]),credentials:`omit`,headers:i})}catch(e){throw n.aborted?e:qe()}}},qe=()=>new H(`offline`,`NETWORK`,`the gateway cannot be reached`);function Je(e){try{return new Headers({authorization:`Bearer ${e}`,"content-type":`application/json`,accept:`application/graphql-response+json, application/json;q=0.9`})}catch{throw new H(`failed`,`TOKEN`,`the token has characters that a header cannot contain`)}}async function Ye(e){let t=Xe(await e.text().catch(()=>{throw qe()})),n=t?.errors??[];if(e.ok&&t?.data)return We(t.data,n),{data:t.data,errors:n};let[r]=n,i=r?W(r):Ze(e.status),a=Number(e.headers.get(`retry-after`)??void 0);throw a>=0?new H(i.reason,i.code,i.message,a):i}function Xe(e){try{return JSON.parse(e)}catch{return}}function Ze(e){let t=`HTTP_${e}`;return e===401?new H(`signed-out`,`UNAUTHENTICATED`,`the token is not valid`):e===429?new H(`rate-limited`,t,`too many requests`):e===502||e===503||e===504?new H(`offline`,t,`no gateway responds`):new H(`failed`,t,`the gateway responded with status ${e}`)}var Qe=class{source;onExpired;#e;#t;#n;constructor(e,t){this.source=e,this.onExpired=t}get isPending(){return this.#t!==void 0}async get(){let e=this.source.getToken===void 0?this.source.token:await this.#r(this.source.getToken);if(e===void 0||e===``||e===this.#n)throw new H(`signed-out`,`UNAUTHENTICATED`,`there is no valid token`);return e}reject(e){e!==this.#n&&(this.#n=e,this.#e=void 0,this.onExpired())}reset(){this.#e=void 0,this.#t=void 0}async#r(e){if(this.#e!==void 0)return this.#e;this.#t??=Promise.resolve().then(e);let t=this.#t;try{let e=await t;return this.#t===t&&(this.#e=e),e}catch(e){throw new H(`failed`,`TOKEN`,`getToken failed: ${String(e)}`)}finally{this.#t===t&&(this.#t=void 0)}}},$e={sessions:`sessions`,summary:`sessions`,journeyChanged:`sessions`,displayName:`customerDetails`,kind:`customerDetails`,organization:`customerDetails`,emails:`customerDetails`,phones:`customerDetails`,identifiers:`identifiers`,segments:`customerSegments`,color:`segmentNames`,queue:`queues`,code:`wrapUpCodes`,events:`events`,offers:`events`,participant:`eventDetails`,disconnectType:`eventDetails`,note:`eventDetails`},et=[`sessions`,`otherSessions`,`customerDetails`,`identifiers`,`customerSegments`,`segmentNames`,`queues`,`wrapUpCodes`,`events`,`eventDetails`],tt={otherSessions:{all:[`journey:session:view`]},customerDetails:{any:[`externalContacts:contact:view`,`relate:contact:view`]},customerSegments:{all:[`externalContacts:segmentAssignment:view`]},segmentNames:{all:[`journey:segment:view`]},queues:{any:[`routing:queue:search`,`routing:queue:view`]},wrapUpCodes:{all:[`routing:wrapupCode:view`]},events:{all:[`journey:event:view`]},eventDetails:{all:[`journey:eventtype:view`]}};function nt(e,t){let n=new Map;for(let{path:e,extensions:r}of t){if(r?.code!==`PERMISSION_DENIED`)continue;let t=it(e??[]);t===void 0||n.has(t)||n.set(t,{part:t,any:r.any??[],all:r.all??[],scope:r.scope??[]})}if(e!==void 0)for(let t of rt(e)){let{any:e=[],all:r=[]}=tt[t]??{};n.has(t)||n.set(t,{part:t,any:e,all:r,scope:[]})}n.has(`customerDetails`)&&n.delete(`identifiers`);let r=n.get(`customerSegments`),i=n.get(`segmentNames`);if(r&&i&&(n.set(`customerSegments`,{...r,all:[...new Set([...r.all,...i.all])]}),n.delete(`segmentNames`)),n.has(`sessions`))for(let e of[`otherSessions`,`queues`,`wrapUpCodes`,`events`,`eventDetails`])n.delete(e);return n.has(`events`)&&n.delete(`eventDetails`),et.flatMap(e=>n.get(e)??[])}function rt(e){let t=[];return!e.sessions&&e.conversationSessions&&t.push(`otherSessions`),e.customerDetails||t.push(`customerDetails`),e.customerSegments||t.push(`customerSegments`),e.segments||t.push(`segmentNames`),e.queues||t.push(`queues`),e.wrapUps||t.push(`wrapUpCodes`),e.events||t.push(`events`),e.eventDetails||t.push(`eventDetails`),t}function it(e){let t=e.filter(e=>typeof e==`string`),n=t.at(-1)??``;return n===`displayName`&&t.at(-2)===`segment`?`segmentNames`:t.includes(`events`)&&(n===`queue`||n===`agent`||n===`wrapUp`)?`eventDetails`:$e[n]}function G(e){return e===null?`null`:Array.isArray(e)?`array`:typeof e}function K(e){return G(e)===`object`}function at(e){return Array.isArray(e)&&e.length>0&&e.every(e=>`message`in e)}function ot(e,t){return e.length<124?e:t}var q=(e=>(e[e.InternalServerError=4500]=`InternalServerError`,e[e.InternalClientError=4005]=`InternalClientError`,e[e.BadRequest=4400]=`BadRequest`,e[e.BadResponse=4004]=`BadResponse`,e[e.Unauthorized=4401]=`Unauthorized`,e[e.Forbidden=4403]=`Forbidden`,e[e.SubprotocolNotAcceptable=4406]=`SubprotocolNotAcceptable`,e[e.ConnectionInitialisationTimeout=4408]=`ConnectionInitialisationTimeout`,e[e.ConnectionAcknowledgementTimeout=4504]=`ConnectionAcknowledgementTimeout`,e[e.SubscriberAlreadyExists=4409]=`SubscriberAlreadyExists`,e[e.TooManyInitialisationRequests=4429]=`TooManyInitialisationRequests`,e))(q||{}),J=(e=>(e.ConnectionInit=`connection_init`,e.ConnectionAck=`connection_ack`,e.Ping=`ping`,e.Pong=`pong`,e.Subscribe=`subscribe`,e.Next=`next`,e.Error=`error`,e.Complete=`complete`,e))(J||{});function st(e){if(!K(e))throw Error(`Message is expected to be an object, but got ${G(e)}`);if(!e.type)throw Error(`Message is missing the 'type' property`);if(typeof e.type!=`string`)throw Error(`Message is expects the 'type' property to be a string, but got ${G(e.type)}`);switch(e.type){case`connection_init`:case`connection_ack`:case`ping`:case`pong`:if(e.payload!=null&&!K(e.payload))throw Error(`"${e.type}" message expects the 'payload' property to be an object or nullish or missing, but got "${e.payload}"`);break;case`subscribe`:if(typeof e.id!=`string`)throw Error(`"${e.type}" message expects the 'id' property to be a string, but got ${G(e.id)}`);if(!e.id)throw Error(`"${e.type}" message requires a non-empty 'id' property`);if(!K(e.payload))throw Error(`"${e.type}" message expects the 'payload' property to be an object, but got ${G(e.payload)}`);if(typeof e.payload.query!=`string`)throw Error(`"${e.type}" message payload expects the 'query' property to be a string, but got ${G(e.payload.query)}`);if(e.payload.variables!=null&&!K(e.payload.variables))throw Error(`"${e.type}" message payload expects the 'variables' property to be a an object or nullish or missing, but got ${G(e.payload.variables)}`);if(e.payload.operationName!=null&&G(e.payload.operationName)!==`string`)throw Error(`"${e.type}" message payload expects the 'operationName' property to be a string or nullish or missing, but got ${G(e.payload.operationName)}`);if(e.payload.extensions!=null&&!K(e.payload.extensions))throw Error(`"${e.type}" message payload expects the 'extensions' property to be a an object or nullish or missing, but got ${G(e.payload.extensions)}`);break;case`next`:if(typeof e.id!=`string`)throw Error(`"${e.type}" message expects the 'id' property to be a string, but got ${G(e.id)}`);if(!e.id)throw Error(`"${e.type}" message requires a non-empty 'id' property`);if(!K(e.payload))throw Error(`"${e.type}" message expects the 'payload' property to be an object, but got ${G(e.payload)}`);break;case`error`:if(typeof e.id!=`string`)throw Error(`"${e.type}" message expects the 'id' property to be a string, but got ${G(e.id)}`);if(!e.id)throw Error(`"${e.type}" message requires a non-empty 'id' property`);if(!at(e.payload))throw Error(`"${e.type}" message expects the 'payload' property to be an array of GraphQL errors, but got ${JSON.stringify(e.payload)}`);break;case`complete`:if(typeof e.id!=`string`)throw Error(`"${e.type}" message expects the 'id' property to be a string, but got ${G(e.id)}`);if(!e.id)throw Error(`"${e.type}" message requires a non-empty 'id' property`);break;default:throw Error(`Invalid message 'type' property "${e.type}"`)}return e}function ct(e,t){return st(typeof e==`string`?JSON.parse(e,t):e)}function Y(e,t){return st(e),JSON.stringify(e,t)}function lt(e){let{url:t,connectionParams:n,lazy:r=!0,onNonLazyError:i=console.error,lazyCloseTimeout:a=0,keepAlive:o=0,disablePong:s,connectionAckWaitTimeout:c=0,retryAttempts:l=5,retryWait:u=async function(e){let t=2**e;await new Promise(e=>setTimeout(e,t*1e3+Math.floor(Math.random()*2700+300)))},shouldRetry:d=dt,on:f,webSocketImpl:p,generateID:m=function(){return`xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx`.replace(/[xy]/g,e=>{let t=Math.random()*16|0;return(e==`x`?t:t&3|8).toString(16)})},jsonMessageReplacer:h,jsonMessageReviver:ee}=e,g;if(p){if(!pt(p))throw Error(`Invalid WebSocket implementation provided`);g=p}else typeof WebSocket<`u`?g=WebSocket:typeof global<`u`?g=global.WebSocket||global.MozWebSocket:typeof window<`u`&&(g=window.WebSocket||window.MozWebSocket);if(!g)throw Error("WebSocket implementation missing; on Node you can `import WebSocket from 'ws';` and pass `webSocketImpl: WebSocket` to `createClient`");let _=g,v=(()=>{let e=(()=>{let e={};return{on(t,n){return e[t]=n,()=>{delete e[t]}},emit(t){`id`in t&&e[t.id]?.(t)}}})(),t={connecting:f?.connecting?[f.connecting]:[],opened:f?.opened?[f.opened]:[],connected:f?.connected?[f.connected]:[],ping:f?.ping?[f.ping]:[],pong:f?.pong?[f.pong]:[],message:f?.message?[e.emit,f.message]:[e.emit],closed:f?.closed?[f.closed]:[],error:f?.error?[f.error]:[]};return{onMessage:e.on,on(e,n){let r=t[e];return r.push(n),()=>{let e=r.indexOf(n);e>-1&&r.splice(e,1)}},emit(e,...n){for(let r of[...t[e]])r(...n)}}})();function y(e){let t=[v.on(`error`,n=>{t.forEach(e=>e()),e(n)}),v.on(`closed`,n=>{t.forEach(e=>e()),e(n)})];return()=>t.forEach(e=>e())}let b,x=0,S,C=!1,w=0,T=!1;async function E(){clearTimeout(S);let[e,r]=await(b??=new Promise((e,r)=>(async()=>{if(C){if(await u(w),!x)return b=void 0,r({code:1e3,reason:`All Subscriptions Gone`});w++}v.emit(`connecting`,C);let i=new _(typeof t==`function`?await t():t,`graphql-transport-ws`),a,l;function d(){isFinite(o)&&o>0&&(clearTimeout(l),l=setTimeout(()=>{i.readyState===_.OPEN&&(i.send(Y({type:J.Ping})),v.emit(`ping`,!1,void 0))},o))}y(e=>{b=void 0,clearTimeout(a),clearTimeout(l),r(e),e instanceof ut&&(i.close(4499,`Terminated`),i.onerror=null,i.onclose=null)}),i.onerror=e=>v.emit(`error`,e),i.onclose=e=>v.emit(`closed`,e),i.onopen=async()=>{try{v.emit(`opened`,i);let e=typeof n==`function`?await n():n;if(i.readyState!==_.OPEN)return;i.send(Y(e?{type:J.ConnectionInit,payload:e}:{type:J.ConnectionInit},h)),isFinite(c)&&c>0&&(a=setTimeout(()=>{i.close(q.ConnectionAcknowledgementTimeout,`Connection acknowledgement timeout`)},c)),d()}catch(e){v.emit(`error`,e),i.close(q.InternalClientError,ot(e instanceof Error?e.message:String(e),`Internal client error`))}};let f=!1;i.onmessage=({data:t})=>{try{let n=ct(t,ee);if(v.emit(`message`,n),n.type===`ping`||n.type===`pong`){v.emit(n.type,!0,n.payload),n.type===`pong`?d():s||(i.send(Y(n.payload?{type:J.Pong,payload:n.payload}:{type:J.Pong},h)),v.emit(`pong`,!1,n.payload));return}if(f)return;if(n.type!==J.ConnectionAck)throw Error(`First message cannot be of type ${n.type}`);clearTimeout(a),f=!0,v.emit(`connected`,i,n.payload,C),C=!1,w=0;let r=new Promise((e,t)=>y(t));r.catch(()=>{}),e([i,r])}catch(e){i.onmessage=null,v.emit(`error`,e),i.close(q.BadResponse,ot(e instanceof Error?e.message:String(e),`Bad response`))}}})()));e.readyState===_.CLOSING&&await r;let i=()=>{},l=new Promise(e=>i=e);return[e,i,new Promise((t,n)=>{let i=y(n);e.readyState!==_.OPEN&&r.catch(n),l.then(()=>{if(i(),!x){let t=()=>e.close(1e3,`Normal Closure`);isFinite(a)&&a>0?(clearTimeout(S),S=setTimeout(()=>{!x&&e.readyState===_.OPEN&&t()},a)):t()}t()})})]}function D(e){if(dt(e)&&(ft(e.code)||[q.InternalServerError,q.InternalClientError,q.BadRequest,q.BadResponse,q.Unauthorized,q.SubprotocolNotAcceptable,q.SubscriberAlreadyExists,q.TooManyInitialisationRequests].includes(e.code)))throw e;if(T)return!1;if(dt(e)&&e.code===1e3)return x>0;if(!l||w>=l||!d(e))throw e;return C=!0}r||(async()=>{for(x++;;)try{let[,,e]=await E();await e}catch(e){try{if(!D(e))return}catch(e){return i?.(e)}}})();function O(e,t){let n=m(e),r=!1,i=!1,a=()=>{x--,r=!0};return(async()=>{for(x++;;)try{let[o,s,c]=await E();if(r)return c.catch(()=>{}),s();let l=v.onMessage(n,e=>{switch(e.type){case J.Next:t.next(e.payload);return;case J.Error:i=!0,r=!0,t.error(e.payload),a();return;case J.Complete:r=!0,a();return}});o.send(Y({id:n,type:J.Subscribe,payload:e},h)),a=()=>{!r&&o.readyState===_.OPEN&&o.send(Y({id:n,type:J.Complete},h)),x--,r=!0,s()},await c.finally(l);return}catch(e){if(!D(e))return}})().then(()=>{i||t.complete()}).catch(e=>{t.error(e)}),()=>{r||a()}}return{on:v.on,subscribe:O,iterate(e){let t=[],n={done:!1,error:null,resolve:()=>{}},r=O(e,{next(e){t.push(e),n.resolve()},error(e){n.done=!0,n.error=e,n.resolve()},complete(){n.done=!0,n.resolve()}}),i=async function*(){for(;;){for(t.length||await new Promise(e=>n.resolve=e);t.length;)yield t.shift();if(n.error)throw n.error;if(n.done)return}}();return i.throw=async e=>(n.done||(n.done=!0,n.error=e,n.resolve()),{done:!0,value:void 0}),i.return=async()=>(r(),{done:!0,value:void 0}),i},async dispose(){if(T=!0,b){let[e]=await b;e.close(1e3,`Normal Closure`)}},terminate(){b&&v.emit(`closed`,new ut)}}}var ut=class extends Error{name=`TerminatedCloseEvent`;message=`4499: Terminated`;code=4499;reason=`Terminated`;wasClean=!1};function dt(e){return K(e)&&`code`in e&&`reason`in e}function ft(e){return![1e3,1001,1006,1005,1012,1013,1014].includes(e)&&e>=1e3&&e<=1999}function pt(e){return typeof e==`function`&&`constructor`in e&&`CLOSED`in e&&`CLOSING`in e&&`CONNECTING`in e&&`OPEN`in e}var X=class extends String{__apiType;value;__meta__;constructor(e,t){super(e),this.value=e,this.__meta__=t}toString(){return this.value}},mt=new X(`
    query JourneyOfCustomer($id: ID!, $customerDetails: Boolean = true, $customerSegments: Boolean = true, $segments: Boolean = true, $queues: Boolean = true, $wrapUps: Boolean = true) {
  viewer {
    capabilities {
      ...Capabilities
    }
  }
  customer(id: $id) {
    ...Customer
  }
}
    fragment Customer on Customer {
  id
  displayName @include(if: $customerDetails)
  kind @include(if: $customerDetails)
  organization @include(if: $customerDetails) {
    id
    name
  }
  emails @include(if: $customerDetails)
  phones @include(if: $customerDetails) {
    kind
    e164
    display
  }
  identifiers @include(if: $customerDetails) {
    type
    platformType
    value
    externalSource {
      id
      name
    }
  }
  segments @include(if: $customerSegments) {
    segment {
      id
      displayName @include(if: $segments)
      color @include(if: $segments)
    }
  }
  summary {
    sessionCount
    oldestAt
    complete
    openNow
    lastContact {
      ...Card
    }
    contactsByGroup {
      group
      last7Days
      last30Days
    }
    lastEndedInTransfer
    repeatContact
    lastWrapUps {
      ...WrapUp
    }
  }
  sessions(first: 25) {
    ...Page
  }
}
fragment Page on SessionConnection {
  nodes {
    ...Card
  }
  pageInfo {
    hasNextPage
    endCursor
  }
}
fragment Card on Session {
  __typename
  id
  type
  channel {
    group
    medium
    supported
    label
  }
  status
  startedAt
  endedAt
  lastActivityAt
  durationSeconds
  eventCount
  ... on ConversationSession {
    conversationId
    subject
    phase
    disconnectType
    queue @include(if: $queues) {
      id
      name
    }
    agent {
      id
      name
    }
    wrapUp {
      ...WrapUp
    }
  }
  ... on WebSession {
    pageviewCount
    lastPage {
      title
      url
    }
  }
  ... on AppSession {
    screenviewCount
    lastScreen
    app {
      name
    }
  }
  ... on CaseSession {
    reference
    caseStatus
  }
}
fragment WrapUp on WrapUp {
  code @include(if: $wrapUps) {
    id
    name
  }
  notes
}
fragment Capabilities on Capabilities {
  sessions
  conversationSessions
  events
  eventDetails
  wrapUps
  queues
  customerDetails
  segments
  customerSegments
}`),ht=new X(`
    query JourneyOfConversation($id: ID!, $customerDetails: Boolean = true, $customerSegments: Boolean = true, $segments: Boolean = true, $queues: Boolean = true, $wrapUps: Boolean = true) {
  viewer {
    capabilities {
      ...Capabilities
    }
  }
  conversation(id: $id) {
    id
    customer {
      ...Customer
    }
  }
}
    fragment Customer on Customer {
  id
  displayName @include(if: $customerDetails)
  kind @include(if: $customerDetails)
  organization @include(if: $customerDetails) {
    id
    name
  }
  emails @include(if: $customerDetails)
  phones @include(if: $customerDetails) {
    kind
    e164
    display
  }
  identifiers @include(if: $customerDetails) {
    type
    platformType
    value
    externalSource {
      id
      name
    }
  }
  segments @include(if: $customerSegments) {
    segment {
      id
      displayName @include(if: $segments)
      color @include(if: $segments)
    }
  }
  summary {
    sessionCount
    oldestAt
    complete
    openNow
    lastContact {
      ...Card
    }
    contactsByGroup {
      group
      last7Days
      last30Days
    }
    lastEndedInTransfer
    repeatContact
    lastWrapUps {
      ...WrapUp
    }
  }
  sessions(first: 25) {
    ...Page
  }
}
fragment Page on SessionConnection {
  nodes {
    ...Card
  }
  pageInfo {
    hasNextPage
    endCursor
  }
}
fragment Card on Session {
  __typename
  id
  type
  channel {
    group
    medium
    supported
    label
  }
  status
  startedAt
  endedAt
  lastActivityAt
  durationSeconds
  eventCount
  ... on ConversationSession {
    conversationId
    subject
    phase
    disconnectType
    queue @include(if: $queues) {
      id
      name
    }
    agent {
      id
      name
    }
    wrapUp {
      ...WrapUp
    }
  }
  ... on WebSession {
    pageviewCount
    lastPage {
      title
      url
    }
  }
  ... on AppSession {
    screenviewCount
    lastScreen
    app {
      name
    }
  }
  ... on CaseSession {
    reference
    caseStatus
  }
}
fragment WrapUp on WrapUp {
  code @include(if: $wrapUps) {
    id
    name
  }
  notes
}
fragment Capabilities on Capabilities {
  sessions
  conversationSessions
  events
  eventDetails
  wrapUps
  queues
  customerDetails
  segments
  customerSegments
}`),gt=new X(`
    query MoreSessions($id: ID!, $first: Int!, $after: String, $filter: SessionFilter, $queues: Boolean!, $wrapUps: Boolean!) {
  customer(id: $id) {
    id
    sessions(first: $first, after: $after, filter: $filter) {
      ...Page
    }
  }
}
    fragment Page on SessionConnection {
  nodes {
    ...Card
  }
  pageInfo {
    hasNextPage
    endCursor
  }
}
fragment Card on Session {
  __typename
  id
  type
  channel {
    group
    medium
    supported
    label
  }
  status
  startedAt
  endedAt
  lastActivityAt
  durationSeconds
  eventCount
  ... on ConversationSession {
    conversationId
    subject
    phase
    disconnectType
    queue @include(if: $queues) {
      id
      name
    }
    agent {
      id
      name
    }
    wrapUp {
      ...WrapUp
    }
  }
  ... on WebSession {
    pageviewCount
    lastPage {
      title
      url
    }
  }
  ... on AppSession {
    screenviewCount
    lastScreen
    app {
      name
    }
  }
  ... on CaseSession {
    reference
    caseStatus
  }
}
fragment WrapUp on WrapUp {
  code @include(if: $wrapUps) {
    id
    name
  }
  notes
}`),_t=new X(`
    query SessionDetails($id: ID!, $events: Boolean!, $eventDetails: Boolean!, $queues: Boolean!, $wrapUps: Boolean!, $segments: Boolean!) {
  session(id: $id) {
    ...Card
    shortId
    externalUrl
    events(first: 50) @include(if: $events) {
      ...Events
    }
    ... on ConversationSession {
      wrapUps {
        ...WrapUp
        at
        agent {
          id
          name
        }
      }
      details {
        talkSeconds
        holdSeconds
      }
    }
    ... on WebSession {
      ...Visit
    }
    ... on AppSession {
      searchTerms
      app {
        version
      }
      device {
        ...Device
      }
      location {
        ...Location
      }
      segmentAssignments {
        ...Segment
      }
    }
  }
}
    fragment Card on Session {
  __typename
  id
  type
  channel {
    group
    medium
    supported
    label
  }
  status
  startedAt
  endedAt
  lastActivityAt
  durationSeconds
  eventCount
  ... on ConversationSession {
    conversationId
    subject
    phase
    disconnectType
    queue @include(if: $queues) {
      id
      name
    }
    agent {
      id
      name
    }
    wrapUp {
      ...WrapUp
    }
  }
  ... on WebSession {
    pageviewCount
    lastPage {
      title
      url
    }
  }
  ... on AppSession {
    screenviewCount
    lastScreen
    app {
      name
    }
  }
  ... on CaseSession {
    reference
    caseStatus
  }
}
fragment WrapUp on WrapUp {
  code @include(if: $wrapUps) {
    id
    name
  }
  notes
}
fragment Visit on WebSession {
  searchTerms
  browser {
    family
    version
  }
  device {
    ...Device
  }
  location {
    ...Location
  }
  referrer {
    url
    hostname
    name
    medium
    keywords
  }
  campaign {
    name
    source
    medium
  }
  segmentAssignments {
    ...Segment
  }
  offers @include(if: $events) {
    id
    state
    offeredAt
    changedAt
    prompt
    actionMap {
      id
      displayName
    }
  }
}
fragment Device on Device {
  category
  type
  operatingSystem
  operatingSystemVersion
}
fragment Location on GeoLocation {
  countryName
  regionName
  city
}
fragment Segment on SegmentAssignment {
  segment {
    id
    displayName @include(if: $segments)
    color @include(if: $segments)
  }
  assignedAt
}
fragment Events on EventConnection {
  complete
  nodes {
    ...Event
  }
  pageInfo {
    hasNextPage
    endCursor
  }
}
fragment Event on Event {
  __typename
  id
  type
  createdAt
  ... on ConversationEvent {
    step
    timeIsEstimated
    participant @include(if: $eventDetails)
    ... @include(if: $eventDetails) {
      queue @include(if: $queues) {
        id
        name
      }
    }
    agent @include(if: $eventDetails) {
      id
      name
    }
    wrapUp @include(if: $eventDetails) {
      ...WrapUp
    }
    disconnectType @include(if: $eventDetails)
    note @include(if: $eventDetails)
  }
  ... on WebEvent {
    eventName
    page {
      title
      url
      pathname
    }
    searchQuery
  }
  ... on WebActionEvent {
    action {
      id
      state
      mediaType
      prompt
    }
    actionMap {
      id
      displayName
    }
  }
  ... on SegmentAssignedEvent {
    segment {
      id
      displayName @include(if: $segments)
      color @include(if: $segments)
    }
  }
  ... on AppEvent {
    eventName
    screenName
    searchQuery
  }
}`),vt=new X(`
    query MoreEvents($id: ID!, $after: String!, $eventDetails: Boolean!, $queues: Boolean!, $wrapUps: Boolean!, $segments: Boolean!) {
  session(id: $id) {
    id
    events(first: 50, after: $after) {
      ...Events
    }
  }
}
    fragment WrapUp on WrapUp {
  code @include(if: $wrapUps) {
    id
    name
  }
  notes
}
fragment Events on EventConnection {
  complete
  nodes {
    ...Event
  }
  pageInfo {
    hasNextPage
    endCursor
  }
}
fragment Event on Event {
  __typename
  id
  type
  createdAt
  ... on ConversationEvent {
    step
    timeIsEstimated
    participant @include(if: $eventDetails)
    ... @include(if: $eventDetails) {
      queue @include(if: $queues) {
        id
        name
      }
    }
    agent @include(if: $eventDetails) {
      id
      name
    }
    wrapUp @include(if: $eventDetails) {
      ...WrapUp
    }
    disconnectType @include(if: $eventDetails)
    note @include(if: $eventDetails)
  }
  ... on WebEvent {
    eventName
    page {
      title
      url
      pathname
    }
    searchQuery
  }
  ... on WebActionEvent {
    action {
      id
      state
      mediaType
      prompt
    }
    actionMap {
      id
      displayName
    }
  }
  ... on SegmentAssignedEvent {
    segment {
      id
      displayName @include(if: $segments)
      color @include(if: $segments)
    }
  }
  ... on AppEvent {
    eventName
    screenName
    searchQuery
  }
}`),yt=new X(`
    subscription JourneyChanged($id: ID!, $queues: Boolean!, $wrapUps: Boolean!) {
  journeyChanged(customerId: $id) {
    kind
    at
    session {
      ...Card
    }
  }
}
    fragment Card on Session {
  __typename
  id
  type
  channel {
    group
    medium
    supported
    label
  }
  status
  startedAt
  endedAt
  lastActivityAt
  durationSeconds
  eventCount
  ... on ConversationSession {
    conversationId
    subject
    phase
    disconnectType
    queue @include(if: $queues) {
      id
      name
    }
    agent {
      id
      name
    }
    wrapUp {
      ...WrapUp
    }
  }
  ... on WebSession {
    pageviewCount
    lastPage {
      title
      url
    }
  }
  ... on AppSession {
    screenviewCount
    lastScreen
    app {
      name
    }
  }
  ... on CaseSession {
    reference
    caseStatus
  }
}
fragment WrapUp on WrapUp {
  code @include(if: $wrapUps) {
    id
    name
  }
  notes
}`),bt=500,xt=3e4;function St(e,t=Math.random){let n=Math.min(xt,bt*2**Math.min(e,10));return n/2+n/2*t()}var Ct=new Set([4401,4403]),wt=1e4,Tt=5e3,Et=2e4,Dt=class{endpoint;credentials;handlers;create;#e;#t;#n=0;#r;#i;#a;#o=0;#s;constructor(e,t,n,r=lt){this.endpoint=e,this.credentials=t,this.handlers=n,this.create=r}start(e){this.stop(),this.#s=e,this.#c()}stop(){this.#o+=1,this.#s=void 0,this.#n=0,this.#r=void 0,this.#p()}reconnectNow(){this.#i!==void 0&&(clearTimeout(this.#i),this.#i=void 0,this.#c())}async#c(){let e=this.#o,t;try{t=await this.credentials.get()}catch(t){if(e!==this.#o)return;let n=U(t);n.reason===`signed-out`?this.#f(n):this.#d();return}if(e!==this.#o||this.#s===void 0)return;let n=this.create({url:this.endpoint().replace(/^http/,`ws`),connectionParams:{Authorization:`Bearer ${t}`},retryAttempts:0,keepAlive:Et,on:{connected:()=>e===this.#o&&this.#l(),ping:t=>{t||e!==this.#o||(this.#a=setTimeout(()=>n.terminate(),Tt))},pong:e=>e&&clearTimeout(this.#a)}});this.#e=n,this.#a=setTimeout(()=>n.terminate(),wt),this.#t=n.subscribe({query:yt.toString(),variables:{...this.#s}},{next:({data:t,errors:n})=>{e===this.#o&&(n&&(We(t,n),this.handlers.onErrors(n)),t&&this.handlers.onChange(t.journeyChanged))},error:n=>e===this.#o&&this.#u(n,t),complete:()=>e===this.#o&&this.#u(void 0,t)})}#l(){clearTimeout(this.#a),this.#n=0;let e=this.#r;this.#r=void 0,this.handlers.onConnected(e===void 0?0:Date.now()-e)}#u(e,t){let n=Array.isArray(e)&&e[0]?W(e[0]):void 0;if(n&&Ot(n.code)){this.handlers.onErrors(e),this.#f(n);return}let r=e?.code;(n?.reason===`signed-out`||Ct.has(r))&&this.credentials.reject(t);let i=this.#o;this.#p(),i===this.#o&&this.#s!==void 0&&this.#d(n?.retryAfterSeconds)}#d(e=0){this.#r===void 0&&(this.#r=Date.now(),this.handlers.onOffline());let t=Math.max(St(this.#n),e*1e3);this.#n+=1,this.#i=setTimeout(()=>{this.#i=void 0,this.#c()},t)}#f(e){this.stop(),this.handlers.onEnd(e)}#p(){clearTimeout(this.#i),clearTimeout(this.#a),this.#i=void 0,this.#t?.(),this.#t=void 0,this.#e?.dispose(),this.#e=void 0}};function Ot(e){return[`PERMISSION_DENIED`,`NOT_FOUND`,`BAD_USER_INPUT`,`GRAPHQL_VALIDATION_FAILED`,`COST_LIMIT`].includes(e)}var kt={isOpen:!1,isContact:!1,hasWrapUp:!1},At=3,jt=e=>e.type===`CONVERSATION`,Mt=e=>({isOpen:e.endedAt===null,isContact:jt(e),hasWrapUp:jt(e)&&!!e.wrapUp}),Nt=class{base;newest;#e=new Map;constructor(e,t){this.base=e,this.newest=t}addCounted(e){this.#e.has(e.id)||this.#t(e,Mt(e))}addChanged(e,t){this.#e.has(e.id)||(e.startedAt>this.newest?this.#t(e,kt):this.#t(e,{...Mt(e),isOpen:t===`SESSION_ENDED`||e.endedAt===null}))}#t(e,t){this.#e.set(e.id,{...t,group:e.channel.group})}value(e){let t=this.base.openNow,n=this.base.sessionCount,r=new Map(this.base.contactsByGroup.map(e=>[e.group,{...e}])),i=(e,t)=>{let n=r.get(e)??{group:e,last7Days:0,last30Days:0};r.set(e,{group:e,last7Days:Math.max(0,n.last7Days+t),last30Days:Math.max(0,n.last30Days+t)})};for(let r of e){let e=this.#e.get(r.id);if(e===void 0)continue;let a=Mt(r);t+=Number(a.isOpen)-Number(e.isOpen),r.startedAt<=this.newest||(this.base.complete&&(n+=1),a.isContact&&!e.isContact&&i(r.channel.group,1))}let a=new Set(e.map(({id:e})=>e));for(let[e,n]of this.#e)!a.has(e)&&n.isOpen&&--t;let o=[...r.values()].filter(({last30Days:e})=>e>0),s=e.filter(jt),c=s.find(({endedAt:e})=>e!==null),l=s.find(({endedAt:e})=>e===null),{lastContact:u}=this.base,d=s.some(({id:e})=>e===u?.id),f=this.base.complete&&e.length>=n?null:void 0;return{...this.base,sessionCount:n,openNow:Math.max(0,t),contactsByGroup:o,current:l??(u?.endedAt===null&&!d?u:void 0),lastContact:c??(u&&(d||u.endedAt===null)?f:u),lastEndedInTransfer:c?Pt(c):this.base.lastEndedInTransfer,repeatContact:o.reduce((e,{last7Days:t})=>e+t,0)>=2,lastWrapUps:this.#n(s)}}#n(e){let t=e.flatMap(({wrapUp:e})=>e??[]),n=[...this.#e.values()].filter(({hasWrapUp:e})=>e).length;return[...t,...this.base.lastWrapUps.slice(n)].slice(0,At)}};function Pt({disconnectType:e}){return e?/transfer/i.test(e):null}var Ft=(e,t)=>t.startedAt<e.startedAt?-1:t.startedAt>e.startedAt?1:e.id<t.id?-1:+(e.id>t.id),It=class{#e=new Map;#t=new Set;#n;#r=new Map;get size(){return this.#e.size}get(e){return this.#e.get(e)}all(){return this.#n??=[...this.#e.values()].sort(Ft),this.#n}visible(e){let{hasMore:t,oldest:n}=this.position(e);return this.all().filter(r=>(e.length===0||e.includes(r.channel.group))&&(!t||n!==null&&r.startedAt>=n))}position(e){let t=this.#r.get(``)??{after:null,hasMore:!0,oldest:null},n=this.#r.get(Lt(e)),r=n!==void 0&&(t.oldest===null||(n.oldest??``)<=t.oldest);return t.hasMore&&r?n:t}addPage(e,t){let n=t.nodes.filter(({id:e})=>!this.#e.has(e)&&!this.#t.has(e));for(let e of n)this.#e.set(e.id,e);let r=t.nodes.at(-1)?.startedAt??this.position(e).oldest,{endCursor:i,hasNextPage:a}=t.pageInfo;return this.#r.set(Lt(e),{after:i,hasMore:a&&i!==null,oldest:r}),this.#n=void 0,n}replaceFirstPage(e){let t=e.nodes.at(-1)?.startedAt,n=e.pageInfo.hasNextPage&&e.nodes.some(({id:e})=>this.#e.has(e));for(let e of this.all())(!n||t===void 0||e.startedAt>=t)&&this.#e.delete(e.id);n||this.#r.clear(),this.#t.clear();let r=this.#r.get(``);for(let t of e.nodes)this.#e.set(t.id,t);this.#n=void 0,r===void 0&&this.addPage([],e)}put(e){if(!e.channel.supported)return this.remove(e.id),!1;let t=!this.#e.has(e.id);return this.#t.delete(e.id),this.#e.set(e.id,e),this.#n=void 0,t}remove(e){this.#t.add(e),this.#e.delete(e)&&(this.#n=void 0)}clear(){this.#e.clear(),this.#t.clear(),this.#r.clear(),this.#n=void 0}};function Lt(e){return[...e].sort().join()}var Rt={sessions:!0,conversationSessions:!0,events:!0,eventDetails:!0,wrapUps:!0,queues:!0,customerDetails:!0,segments:!0,customerSegments:!0},zt=10,Bt=class{changed;#e;#t;#n=0;#r;#i;constructor(e){this.changed=e}get seconds(){return this.#r===void 0?void 0:Math.max(0,Math.ceil((this.#r-Date.now())/1e3))}plan(e,t){this.cancel();let n=e.reason===`rate-limited`||e.reason===`overloaded`;if(!n&&e.reason!==`offline`)return;let r=e.retryAfterSeconds??(n?zt:0),i=Math.max(r*1e3,n?0:St(this.#n));this.#n+=1,this.#i=t,this.#r=Date.now()+i,this.#e=setTimeout(()=>this.now(),i),n&&(this.#t=setInterval(this.changed,1e3))}now(){let e=this.#i;this.cancel(),e?.()}cancel(){clearTimeout(this.#e),clearInterval(this.#t),this.#r=void 0,this.#i=void 0}succeeded(){this.cancel(),this.#n=0}},Vt=50,Ht=class{context;store;onPage;groups=[];isLoading=!1;failure;retry;constructor(e,t,n){this.context=e,this.store=t,this.onPage=n,this.retry=new Bt(()=>e.changed())}get hasMore(){return this.store.position(this.groups).hasMore}reset(){this.isLoading=!1,this.failure=void 0,this.retry.cancel()}filter(e){this.groups=e,this.reset(),this.context.changed()}async more(e){if(this.isLoading||this.failure!==void 0||!this.hasMore)return;let{groups:t}=this,n=this.context.signal(),{queues:r,wrapUps:i}=this.context.capabilities();this.isLoading=!0,this.context.changed();try{let{data:a,errors:o}=await this.context.client.query(gt,{id:e,first:Vt,after:this.store.position(t).after,filter:t.length>0?{channelGroups:[...t]}:null,queues:r,wrapUps:i},n);if(n.aborted)return;if(!a.customer?.sessions)throw Error(o[0]?.message??`the customer is no longer visible`);this.onPage(this.store.addPage(t,a.customer.sessions)),this.retry.succeeded()}catch(r){if(n.aborted||t!==this.groups)return;this.failure=U(r),this.retry.plan(this.failure,()=>this.again(e)),this.context.failed(this.failure)}finally{!n.aborted&&t===this.groups&&(this.isLoading=!1),this.context.changed()}}again(e){this.failure=void 0,this.more(e)}},Ut=1e3,Wt=class{context;onErrors;id;details;failure;partFailure;isGone=!1;isLoadingEvents=!1;retry;#e;#t;#n=``;constructor(e,t){this.context=e,this.onErrors=t,this.retry=new Bt(()=>e.changed())}open(e){this.close(),this.id=e.id,this.#n=Gt(e),this.#r()}close(){this.#e?.abort(),clearTimeout(this.#t),this.retry.cancel(),this.id=void 0,this.details=void 0,this.failure=void 0,this.partFailure=void 0,this.isGone=!1,this.isLoadingEvents=!1}again(){this.failure=void 0,this.#r()}reopen(e){let t=this.id===void 0?void 0:e.get(this.id);t?this.open(t):this.close()}sessionChanged(e){e.id===this.id&&Gt(e)!==this.#n&&(this.#n=Gt(e),clearTimeout(this.#t),this.#t=setTimeout(()=>void this.#r(),Ut))}sessionRemoved(e){e===this.id&&(this.isGone=!0,this.context.changed())}async#r(){let{id:e}=this;if(e===void 0)return;this.#e?.abort(),this.#e=new AbortController;let{signal:t}=this.#e,{events:n,eventDetails:r,queues:i,wrapUps:a,segments:o}=this.context.capabilities();this.context.changed();try{let{data:s,errors:c}=await this.context.client.query(_t,{id:e,events:n,eventDetails:r,queues:i,wrapUps:a,segments:o},t);this.onErrors(c);let l=Ue(c);if(!s.session&&l)throw W(l);this.isGone=!s.session,s.session&&(this.details=s.session),this.failure=void 0,this.partFailure=l&&W(l),this.partFailure&&this.context.failed(this.partFailure),this.retry.succeeded()}catch(e){if(t.aborted)return;this.failure=U(e),this.retry.plan(this.failure,()=>this.again()),this.context.failed(this.failure)}finally{t.aborted||this.context.changed()}}async moreEvents(){let{details:e}=this,t=e?.events?.pageInfo.endCursor,n=this.#e?.signal;if(this.isLoadingEvents||!e?.events||!t||!n)return;this.isLoadingEvents=!0,this.context.changed();let{eventDetails:r,queues:i,wrapUps:a,segments:o}=this.context.capabilities();try{let s={id:e.id,after:t,eventDetails:r,queues:i,wrapUps:a,segments:o},{data:c,errors:l}=await this.context.client.query(vt,s,n),u=c.session?.events;if(!u)throw Error(l[0]?.message??`the session is no longer visible`);this.details={...e,events:{...u,nodes:[...e.events.nodes,...u.nodes]}}}catch(e){if(n.aborted)return;this.partFailure=U(e),this.context.failed(this.partFailure)}finally{n.aborted||(this.isLoadingEvents=!1,this.context.changed())}}};function Gt(e){let{eventCount:t,endedAt:n}=e;if(e.__typename!==`ConversationSession`)return JSON.stringify([t,n]);let{queue:r,agent:i,wrapUp:a,phase:o}=e;return JSON.stringify([t,n,r?.id,i?.id,a,o])}var Kt=6e4,qt=class{host;phase=`empty`;failure;partFailure;customer;isOnline=!0;denied=[];store=new It;client;retry=new Bt(()=>this.changed());pager;selection;#e;#t;#n;#r;#i=[];#a=new AbortController;constructor(e){this.host=e,e.addController(this);let t=()=>e.endpointUrl;this.#e=new Qe(e,()=>e.tokenExpired()),this.client=new Ke(t,this.#e),this.pager=new Ht(this,this.store,e=>this.#l(e)),this.selection=new Wt(this,e=>this.#m(e)),this.#t=new Dt(t,this.#e,{onChange:e=>this.#u(e),onConnected:e=>this.#d(e),onOffline:()=>this.#f(!1),onEnd:e=>this.#p(e),onErrors:e=>this.#m(e)})}get summary(){return this.#n?.value(this.store.all())}hostConnected(){window.addEventListener(`online`,this.#g)}hostDisconnected(){window.removeEventListener(`online`,this.#g),this.stop()}capabilities=()=>this.#r??Rt;signal=()=>this.#a.signal;changed=()=>this.host.requestUpdate();failed(e){this.host.journeyFailed(e),e.reason===`signed-out`&&this.#p(e)}start(){this.stop(),this.store.clear(),this.customer=void 0,this.#n=void 0,this.selection.close(),this.pager.groups=[],this.phase=this.host.customerId||this.host.conversationId?`loading`:`empty`,this.phase===`loading`&&this.#o()}tokenChanged(){this.#e.reset(),this.#r=void 0,this.phase===`ready`?this.#o(`replace`):this.start()}getTokenChanged(){(this.phase===`signed-out`||this.phase===`failed`||this.#e.isPending)&&this.tokenChanged()}stop(){this.#a.abort(),this.#a=new AbortController,this.#t.stop(),this.retry.cancel(),this.pager.reset(),this.failure=void 0,this.partFailure=void 0,this.isOnline=!0}more(){this.phase===`ready`&&this.customer&&this.pager.more(this.customer.id)}retryParts=()=>void this.#o(`refresh`);retryPage(){this.customer&&this.pager.again(this.customer.id)}async#o(e=`start`){e===`replace`&&this.stop();let{signal:t}=this.#a;this.changed();try{let{customer:n,absence:r,errors:i}=await this.#s(t);if(t.aborted)return;this.retry.succeeded(),this.failure=void 0,this.#i=i,this.#h();let a=Ue(i);if(!n?.sessions&&a)throw W(a);if(!n){this.phase=r;return}this.partFailure=a&&W(a),this.partFailure&&this.host.journeyFailed(this.partFailure),this.#c(n,e)}catch(n){if(t.aborted)return;let r=U(n);this.failure=r,r.reason===`signed-out`?this.phase=`signed-out`:r.code===`BAD_USER_INPUT`?this.phase=`not-found`:e!==`refresh`&&(this.phase=`failed`),this.retry.plan(r,()=>void this.#o(e)),this.host.journeyFailed(r)}finally{this.changed()}}async#s(e){let{customerDetails:t,customerSegments:n,segments:r,queues:i,wrapUps:a}=this.capabilities(),o={customerDetails:t,customerSegments:n,segments:r,queues:i,wrapUps:a},{customerId:s,conversationId:c}=this.host;if(s){let t={id:s,...o},{data:n,errors:r}=await this.client.query(mt,t,e);return this.#r=n.viewer.capabilities,{customer:n.customer,absence:`not-found`,errors:r}}let l={id:c??``,...o},{data:u,errors:d}=await this.client.query(ht,l,e);this.#r=u.viewer.capabilities;let{conversation:f}=u,p=f?`no-customer`:`not-found`;return{customer:f?.customer,absence:p,errors:d}}#c({sessions:e,summary:t,...n},r){if(this.customer=n,this.host.customerLoaded(n),!e){this.phase=`forbidden`;return}this.phase=`ready`,r===`refresh`?this.store.replaceFirstPage(e):(this.store.clear(),this.store.addPage([],e)),this.#n=t?new Nt(t,e.nodes[0]?.startedAt??``):void 0,this.#l(this.store.all()),r===`replace`&&this.selection.reopen(this.store);let{queues:i,wrapUps:a}=this.capabilities();this.#t.start({id:n.id,queues:i,wrapUps:a})}#l(e){for(let t of e)this.#n?.addCounted(t)}#u({kind:e,session:t}){if(e===`SESSION_REMOVED`)this.store.remove(t.id),this.selection.sessionRemoved(t.id);else{this.#n?.addChanged(t,e);let n=this.store.all()[0]?.startedAt??``;this.store.put(t)&&t.startedAt>n&&this.host.sessionAdded(t),this.selection.sessionChanged(t)}this.changed()}#d(e){this.#f(!0),e>Kt&&this.#o(`refresh`)}#f(e){e!==this.isOnline&&(this.isOnline=e,this.host.connectionChanged(e),this.changed())}#p(e){e.reason===`signed-out`?(this.stop(),this.phase=`signed-out`):e.code===`NOT_FOUND`?(this.stop(),this.phase=`not-found`):e.code===`PERMISSION_DENIED`?(this.stop(),this.phase=`forbidden`):(this.stop(),this.failure=e,this.phase=`failed`,this.host.journeyFailed(e)),this.changed()}#m(e){e.length!==0&&(this.#i=[...this.#i,...e].slice(-50),this.#h())}#h(){this.denied=nt(this.#r,this.#i),this.changed()}#g=()=>{this.#t.reconnectNow(),this.retry.now(),this.pager.retry.now(),this.selection.retry.now()}},Jt=o`
  :host {
    display: block;
    block-size: 100%;
    /* A container for queries has no width of its own content. */
    inline-size: 100%;
    min-inline-size: 0;
    container: journey / inline-size;
    background: var(--journey-background);
    color: var(--journey-text);
    font: 400 var(--journey-font-size) / 1.45 var(--journey-font);
    text-align: start;
    -webkit-font-smoothing: antialiased;
  }
  :host([hidden]) {
    display: none;
  }
  *,
  ::before,
  ::after {
    box-sizing: border-box;
  }
  /* The texts of the platform can contain control characters, which must not reorder what follows. */
  a,
  b,
  code,
  span,
  time {
    unicode-bidi: isolate;
  }
  h2,
  h3,
  h4,
  p,
  dl,
  dd,
  ul,
  ol {
    margin: 0;
    padding: 0;
    font: inherit;
    list-style: none;
  }
  button {
    border: 0;
    background: none;
    color: inherit;
    font: inherit;
    text-align: start;
    cursor: pointer;
  }
  b {
    font-weight: 600;
  }
  i {
    font-style: normal;
  }
  a {
    color: var(--journey-accent);
    text-underline-offset: 0.15em;
    text-decoration-thickness: 1px;
    overflow-wrap: anywhere;
  }
  code {
    font: 0.92em ui-monospace, 'Cascadia Mono', Menlo, monospace;
    overflow-wrap: anywhere;
  }
  time,
  .figure,
  .time,
  .length {
    font-variant-numeric: tabular-nums;
  }
  :focus-visible {
    outline: 2px solid var(--journey-accent);
    outline-offset: 2px;
  }
  .hidden {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  .icon {
    flex: none;
    inline-size: 1.15em;
    block-size: 1.15em;
    fill: none;
    stroke: currentcolor;
    stroke-width: 1.6;
    stroke-linecap: round;
    stroke-linejoin: round;
    vertical-align: -0.2em;
  }
  .dot {
    flex: none;
    inline-size: 0.55em;
    block-size: 0.55em;
  }
  .muted {
    color: var(--journey-muted);
  }
  .chip {
    display: inline-flex;
    align-items: center;
    gap: 0.4em;
    max-inline-size: 100%;
    padding: 0.1em 0.65em;
    border: 1px solid var(--journey-border);
    border-radius: 99px;
    font-size: 0.93em;
    overflow-wrap: anywhere;
  }
  .chip .icon {
    color: var(--journey-muted);
  }
  .button {
    padding: 0.4em 0.95em;
    border: 1px solid var(--journey-border);
    border-radius: calc(var(--journey-radius) - 3px);
    background: var(--journey-background);
    font-weight: 550;
    transition: background-color 120ms;
  }
  .button:hover {
    background: var(--journey-hover);
  }
  .button[aria-disabled] {
    color: var(--journey-muted);
  }
  .quiet {
    display: inline-grid;
    flex: none;
    place-items: center;
    inline-size: 2rem;
    block-size: 2rem;
    padding: 0;
    border-radius: 7px;
    color: var(--journey-muted);
    transition: background-color 120ms;
  }
  .quiet:hover {
    background: var(--journey-hover);
    color: var(--journey-text);
  }
  .journey {
    display: flex;
    flex-direction: column;
    block-size: 100%;
    min-block-size: 0;
  }
  .scroll {
    flex: 1 1 auto;
    min-block-size: 0;
    overflow-y: auto;
    scrollbar-gutter: stable;
    scrollbar-color: var(--journey-border) transparent;
    scrollbar-width: thin;
  }
  @media (prefers-reduced-motion: reduce) {
    *,
    ::before,
    ::after {
      animation: none !important;
      transition: none !important;
    }
  }
`,Yt=o`
  .details {
    position: sticky;
    inset-block-end: 0;
    z-index: 3;
    display: flex;
    flex: none;
    flex-direction: column;
    /* Not as high as its content, so that the list does not move when the content arrives. */
    block-size: min(52%, 32rem);
    max-block-size: 75vh;
    background: var(--journey-background);
    box-shadow: var(--journey-shadow);
    animation: rise 180ms ease-out;
  }
  @keyframes rise {
    from {
      opacity: 0;
      transform: translateY(0.75rem);
    }
  }
  .details > header {
    display: flex;
    align-items: center;
    gap: 0.7rem;
    padding-block: 0.6rem;
    padding-inline: var(--journey-space) 0.6rem;
    border-block-end: 1px solid var(--journey-border);
  }
  .details > header .node {
    box-shadow: none;
  }
  .details h3 {
    font-size: 1.07em;
    font-weight: 650;
  }
  .details h3:focus-visible {
    border-radius: 3px;
  }
  .spread {
    flex: 1;
  }
  .details-body {
    min-block-size: 0;
    overflow-y: auto;
    padding: 0.9rem var(--journey-space) 1.1rem;
    scrollbar-color: var(--journey-border) transparent;
    scrollbar-width: thin;
  }
  .details-body:focus-visible {
    outline-offset: -2px;
  }
  .columns {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(100%, 22rem), 1fr));
    gap: 1.1rem 2.5rem;
  }
  .facts {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(min(100%, 7.75rem), 1fr));
    gap: 0.7rem 1.25rem;
  }
  .facts dd {
    overflow-wrap: anywhere;
  }
  .facts a .icon {
    inline-size: 0.95em;
    block-size: 0.95em;
    margin-inline-start: 0.25em;
  }
  .part {
    margin-block-start: 1.1rem;
  }
  .column > .part:first-child {
    margin-block-start: 0;
  }
  h4 {
    margin-block-end: 0.4rem;
    color: var(--journey-muted);
    font-size: 0.86em;
    font-weight: 600;
  }
  .chips {
    display: flex;
    flex-wrap: wrap;
    gap: 0.35rem;
  }
  .wrap-up-list {
    display: grid;
    gap: 0.5rem;
  }
  .wrap-up-list li {
    padding: 0.5rem 0.75rem;
    border-radius: calc(var(--journey-radius) - 2px);
    background: var(--journey-surface);
  }
  .notes {
    display: block;
    white-space: pre-line;
    overflow-wrap: anywhere;
  }
  .note {
    display: flex;
    gap: 0.5rem;
    margin-block-end: 0.6rem;
    color: var(--journey-muted);
    font-size: 0.93em;
  }
  .note .icon {
    margin-block-start: 0.15em;
  }
  .timeline li {
    position: relative;
    display: grid;
    grid-template-columns: 1.5rem minmax(0, 1fr) auto;
    gap: 0.6rem;
    padding-block: 0.28rem;
  }
  .timeline li:not(:last-child)::before {
    content: '';
    position: absolute;
    inset-block: 0.9rem -0.4rem;
    inset-inline-start: calc(0.75rem - 1px);
    inline-size: 2px;
    background: var(--journey-border);
  }
  .tick {
    position: relative;
    display: grid;
    place-items: center;
    inline-size: 1.5rem;
    block-size: 1.5rem;
    border-radius: 50%;
    background: var(--journey-surface);
    color: var(--journey-muted);
  }
  .tick .icon {
    inline-size: 0.9rem;
    block-size: 0.9rem;
  }
  .entry {
    padding-block-start: 0.1rem;
  }
  .entry b {
    font-weight: 500;
  }
  .entry .text {
    color: var(--journey-muted);
  }
  .entry .dot {
    margin-inline-end: 0.35em;
  }
  .timeline time {
    padding-block-start: 0.1rem;
    color: var(--journey-muted);
    font-size: 0.93em;
    white-space: nowrap;
  }
  .timeline .plain {
    text-decoration: none;
  }
  .timeline .plain:hover {
    text-decoration: underline;
  }
  .timeline + .button {
    margin-block-start: 0.5rem;
  }
`,Xt=o`
  .header {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr);
    gap: 0.5rem 0.75rem;
    align-items: center;
    padding: var(--journey-space) var(--journey-space) 0.75rem;
  }
  .avatar {
    display: grid;
    place-items: center;
    inline-size: 2.75rem;
    block-size: 2.75rem;
    border-radius: 50%;
    background: var(--journey-accent-soft);
    color: var(--journey-accent);
    font-weight: 600;
    letter-spacing: 0.02em;
  }
  .avatar .icon {
    inline-size: 1.5rem;
    block-size: 1.5rem;
  }
  .identity h2 {
    font-size: 1.25em;
    font-weight: 650;
    line-height: 1.25;
    letter-spacing: -0.011em;
    overflow-wrap: anywhere;
  }
  .about {
    display: flex;
    flex-wrap: wrap;
    column-gap: 0.9rem;
    color: var(--journey-muted);
  }
  .about span {
    display: inline-flex;
    align-items: center;
    gap: 0.3em;
    overflow-wrap: anywhere;
  }
  .known {
    grid-column: 1 / -1;
    display: flex;
    flex-wrap: wrap;
    gap: 0.35rem 0.75rem;
    align-items: center;
  }
  .segments {
    display: flex;
    flex-wrap: wrap;
    gap: 0.35rem;
  }
  .identifiers {
    color: var(--journey-muted);
  }
  .identifiers[open] {
    flex-basis: 100%;
  }
  .identifiers summary {
    inline-size: fit-content;
    border-radius: 5px;
    cursor: pointer;
  }
  .identifiers summary:hover {
    color: var(--journey-text);
  }
  .identifiers .count {
    margin-inline-start: 0.25em;
    font-variant-numeric: tabular-nums;
  }
  .identifiers dl {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(min(100%, 13rem), 1fr));
    gap: 0.5rem 1rem;
    padding-block-start: 0.5rem;
  }
  .identifiers dd {
    color: var(--journey-text);
    overflow-wrap: anywhere;
  }
  dt {
    color: var(--journey-muted);
    font-size: 0.86em;
  }
  .summary {
    margin-inline: var(--journey-space);
    padding: 0.75rem 0.9rem;
    border-radius: var(--journey-radius);
    background: var(--journey-surface);
  }
  .figures {
    display: flex;
    flex-wrap: wrap;
    gap: 0.75rem 2rem;
  }
  .figure {
    font-size: 1.2em;
    font-weight: 600;
    line-height: 1.3;
  }
  .is-open .figure {
    color: var(--journey-live);
  }
  .contacts {
    display: flex;
    flex-wrap: wrap;
    gap: 0 0.5rem;
    align-items: baseline;
    white-space: nowrap;
  }
  .contacts span,
  .last time {
    color: var(--journey-muted);
  }
  .contacts .figure {
    color: var(--journey-text);
  }
  .last dd,
  .wrap-ups dd {
    display: flex;
    flex-wrap: wrap;
    gap: 0.15rem 0.5rem;
    padding-block-start: 0.1rem;
  }
  .flags {
    display: flex;
    flex-wrap: wrap;
    gap: 0.35rem 0.9rem;
    margin-block-start: 0.65rem;
    padding-block-start: 0.6rem;
    border-block-start: 1px solid var(--journey-border);
    color: var(--journey-muted);
    font-size: 0.93em;
  }
  .flags li {
    display: inline-flex;
    align-items: center;
    gap: 0.35em;
    position: relative;
  }
  .flag {
    color: var(--journey-text);
    font-weight: 500;
  }
  .flag .icon {
    color: var(--journey-idle);
  }
  .contacts .by-group {
    display: inline-flex;
    align-items: center;
    align-self: center;
    gap: 0.3em;
    position: relative;
    font-variant-numeric: tabular-nums;
  }
  .window {
    margin-inline-start: auto;
    font-size: 0.93em;
  }
  @container journey (width < 44rem) {
    .summary {
      padding: 0.6rem 0.75rem;
    }
    .figures {
      display: grid;
      grid-template-columns: auto minmax(0, 1fr);
      gap: 0.45rem 1.5rem;
    }
    .last,
    .wrap-ups {
      grid-column: 1 / -1;
    }
    .flags {
      margin-block-start: 0.5rem;
      padding-block-start: 0.45rem;
    }
    .window {
      margin-inline-start: 0;
    }
  }
  .notices {
    margin: 0.6rem var(--journey-space) 0;
    padding-inline: 0.9rem;
    border: 1px solid var(--journey-border);
    border-radius: var(--journey-radius);
    color: var(--journey-muted);
    font-size: 0.93em;
  }
  .notices summary {
    display: flex;
    gap: 0.6rem;
    align-items: start;
    padding-block: 0.45rem;
    border-radius: 5px;
    color: var(--journey-text);
    cursor: pointer;
    list-style: none;
  }
  .notices summary::-webkit-details-marker {
    display: none;
  }
  .notices summary::after {
    content: '';
    flex: none;
    inline-size: 0.42em;
    block-size: 0.42em;
    margin-block-start: 0.4em;
    margin-inline: auto 0.2em;
    border-block-end: 1.5px solid var(--journey-muted);
    border-inline-end: 1.5px solid var(--journey-muted);
    rotate: 45deg;
    transition: rotate 120ms;
  }
  .notices[open] summary::after {
    margin-block-start: 0.65em;
    rotate: 225deg;
  }
  .notices .icon {
    margin-block-start: 0.12em;
  }
  .notices ul {
    padding-block-end: 0.6rem;
    padding-inline-start: calc(1.15em + 0.6rem);
  }
  .notices li + li {
    margin-block-start: 0.25rem;
  }
  .notices b {
    color: var(--journey-text);
    font-weight: 500;
  }
  .banner {
    display: flex;
    align-items: center;
    gap: 0.6rem;
    padding: 0.45rem var(--journey-space);
    background: var(--journey-idle-soft);
    color: var(--journey-idle);
    font-weight: 500;
  }
`,Zt=o`
  .filters {
    position: sticky;
    inset-block-start: 0;
    z-index: 2;
    display: flex;
    flex-wrap: wrap;
    gap: 0.3rem;
    margin-block-start: 0.4rem;
    padding: 0.6rem var(--journey-space);
    background: var(--journey-background);
  }
  .filter {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 0.4em;
    min-inline-size: 2.25rem;
    min-block-size: 2rem;
    padding: 0 0.7em;
    border: 1px solid transparent;
    border-radius: 99px;
    color: var(--journey-muted);
    font-weight: 500;
    transition:
      background-color 120ms,
      color 120ms;
  }
  .filter:hover {
    background: var(--journey-hover);
    color: var(--journey-text);
  }
  .filter[aria-pressed='true'] {
    border-color: color-mix(in srgb, var(--journey-accent) 35%, transparent);
    background: var(--journey-accent-soft);
    color: var(--journey-accent);
  }
  .list {
    position: relative;
    padding: 0 calc(var(--journey-space) - 0.5rem) 1.5rem;
  }
  .period h3 {
    padding: 0.55rem 0.5rem 0.35rem;
    color: var(--journey-muted);
    font-size: 0.86em;
    font-weight: 600;
  }
  li:has(> .card) {
    /* The center of the icons. */
    --line: calc(0.5rem + 8.25rem + 0.9rem + 1rem - 1px);
    position: relative;
    content-visibility: auto;
    /* Room for an outline of a card. */
    overflow-clip-margin: 4px;
    contain-intrinsic-size: auto 3.5rem;
  }
  .card {
    scroll-margin-block-start: 3.5rem;
    display: grid;
    grid-template: 'when node what who length' auto / 8.25rem 2rem minmax(8rem, 1.2fr) minmax(0, 1.3fr) minmax(4.5rem, auto);
    column-gap: 0.9rem;
    align-items: center;
    inline-size: 100%;
    min-block-size: 3.5rem;
    padding: 0.45rem 0.5rem;
    border-radius: var(--journey-radius);
    transition: background-color 120ms;
  }
  li:has(> .card)::before {
    content: '';
    position: absolute;
    z-index: 1;
    inset-block: 0;
    inset-inline-start: var(--line);
    inline-size: 2px;
    background: var(--journey-border);
    pointer-events: none;
  }
  li:first-child::before {
    inset-block-start: 50%;
  }
  li:last-child::before {
    inset-block-end: 50%;
  }
  li:only-child::before {
    display: none;
  }
  .card:hover {
    background: var(--journey-hover);
  }
  .card[aria-expanded='true'] {
    background: var(--journey-accent-soft);
  }
  .card:focus-visible {
    outline-offset: -2px;
  }
  .when {
    grid-area: when;
    display: flex;
    flex-direction: column;
    align-items: start;
    gap: 0.1rem;
  }
  .time,
  .length,
  .subtitle,
  .who {
    color: var(--journey-muted);
    font-size: 0.93em;
  }
  .node {
    grid-area: node;
    position: relative;
    z-index: 2;
    display: grid;
    flex: none;
    place-items: center;
    inline-size: 2rem;
    block-size: 2rem;
    border-radius: 50%;
    background: color-mix(in srgb, var(--channel) 13%, var(--journey-background));
    box-shadow: 0 0 0 3px var(--journey-background);
    color: var(--channel);
  }
  .node .icon {
    inline-size: 1.15rem;
    block-size: 1.15rem;
  }
  .card:hover .node {
    box-shadow: 0 0 0 3px var(--journey-hover);
  }
  .card[aria-expanded='true'] .node {
    box-shadow: 0 0 0 3px var(--journey-accent-soft);
  }
  .voice {
    --channel: var(--journey-voice);
  }
  .messaging {
    --channel: var(--journey-messaging);
  }
  .digital {
    --channel: var(--journey-digital);
  }
  .social {
    --channel: var(--journey-social);
  }
  .website {
    --channel: var(--journey-website);
  }
  .other {
    --channel: var(--journey-other);
  }
  .what {
    grid-area: what;
    min-inline-size: 0;
  }
  .label {
    display: block;
    font-weight: 600;
  }
  .subtitle,
  .who > span > span {
    display: block;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .who {
    grid-area: who;
    min-inline-size: 0;
  }
  .who > span {
    display: flex;
    align-items: center;
    gap: 0.4em;
    min-inline-size: 0;
  }
  .length {
    grid-area: length;
    justify-self: end;
    text-align: end;
    white-space: nowrap;
  }
  .badge {
    display: inline-flex;
    align-items: center;
    gap: 0.4em;
    padding: 0.05em 0.6em 0.05em 0.5em;
    border-radius: 99px;
    background: var(--status-soft);
    color: var(--status);
    font-size: 0.93em;
    font-weight: 600;
    transition:
      background-color 200ms,
      color 200ms;
  }
  .live {
    --status: var(--journey-live);
    --status-soft: var(--journey-live-soft);
  }
  .idle {
    --status: var(--journey-idle);
    --status-soft: var(--journey-idle-soft);
  }
  .inactive {
    --status: var(--journey-inactive);
    --status-soft: var(--journey-inactive-soft);
  }
  .mark {
    inline-size: 0.75rem;
    block-size: 0.75rem;
    overflow: visible;
  }
  .mark .fill {
    fill: currentcolor;
  }
  .mark .line {
    fill: none;
    stroke: currentcolor;
    stroke-width: 1.6;
  }
  .mark .pulse {
    fill: currentcolor;
    opacity: 0.45;
    transform-origin: center;
    animation: pulse 2.4s ease-out infinite;
  }
  @keyframes pulse {
    to {
      opacity: 0;
      transform: scale(2.1);
    }
  }
  .sentinel {
    position: absolute;
    inset: auto 0 0;
    block-size: min(50rem, 100%);
    pointer-events: none;
  }
  .end,
  .none {
    padding: 1rem 0.5rem 0;
    color: var(--journey-muted);
    font-size: 0.93em;
    text-align: center;
  }
  @container journey (width < 44rem) {
    li:has(> .card) {
      --line: calc(0.5rem + 1rem - 1px);
    }
    .card {
      grid-template:
        'node what when' auto
        'node who length' auto / 2rem minmax(0, 1fr) auto;
      column-gap: 0.75rem;
    }
    .when {
      align-items: end;
      align-self: start;
    }
    .who {
      display: flex;
      flex-wrap: wrap;
      column-gap: 0.8rem;
    }
    .who > span {
      max-inline-size: 100%;
    }
  }
  @container journey (width < 34rem) {
    .filter .name {
      display: none;
    }
    .filter {
      padding: 0 0.55em;
    }
  }
`,Qt=o`
  .state {
    display: grid;
    gap: 0.4rem;
    justify-items: center;
    max-inline-size: 26rem;
    margin-inline: auto;
    padding: 3.5rem var(--journey-space);
    text-align: center;
    text-wrap: pretty;
  }
  .state .large {
    inline-size: 2.5rem;
    block-size: 2.5rem;
    margin-block-end: 0.4rem;
    color: var(--journey-muted);
    stroke-width: 1.1;
  }
  .state h2 {
    font-size: 1.07em;
    font-weight: 650;
  }
  .state p {
    color: var(--journey-muted);
  }
  .state p b {
    color: var(--journey-text);
  }
  .state .button {
    margin-block-start: 0.6rem;
  }
  .inline-failure {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.4rem 0.7rem;
    margin: 0.6rem 0.5rem;
    color: var(--journey-muted);
  }
  .inline-failure > span {
    flex: 1 1 12rem;
  }
  .inline-failure > .icon {
    color: var(--journey-danger);
  }
  .inline-failure b {
    color: var(--journey-text);
  }
  .scroll > .inline-failure {
    margin: 0 var(--journey-space) 0.6rem;
  }
  .details-body > .inline-failure {
    margin: 0 0 0.9rem;
  }
  .skeleton {
    display: grid;
    gap: 1.25rem;
    padding: var(--journey-space);
  }
  .skeleton.small {
    gap: 0.75rem;
    padding: 0;
  }
  .skeleton-head,
  .skeleton-row {
    display: grid;
    grid-template-columns: 2rem minmax(0, 1fr) 4rem;
    gap: 0.9rem;
    align-items: center;
  }
  .skeleton-head {
    grid-template-columns: 2.75rem minmax(0, 12rem);
    margin-block-end: 1.5rem;
  }
  .skeleton i {
    block-size: 0.9rem;
    border-radius: 99px;
    background: var(--journey-inactive-soft);
    animation: breathe 1.6s ease-in-out infinite alternate;
  }
  .skeleton-row i:first-child {
    block-size: 2rem;
  }
  .small .skeleton-row i:first-child {
    inline-size: 1.5rem;
    block-size: 1.5rem;
  }
  .skeleton-head i:first-child {
    block-size: 2.75rem;
  }
  @keyframes breathe {
    to {
      opacity: 0.45;
    }
  }
  @media (forced-colors: active) {
    .badge,
    .chip,
    .filter,
    .button,
    .card,
    .summary {
      border: 1px solid;
    }
    .card {
      border-color: transparent;
    }
    .card[aria-expanded='true'],
    .filter[aria-pressed='true'] {
      border-color: Highlight;
      outline: 2px solid Highlight;
      outline-offset: -2px;
    }
    li:has(> .card)::before,
    .timeline li:not(:last-child)::before {
      background: CanvasText;
    }
    .details {
      border-block-start: 1px solid;
    }
  }
  @media (prefers-contrast: more) {
    .badge,
    .filter,
    .node {
      border: 1px solid currentcolor;
    }
  }
`,$t=[o`
  :host {
    --journey-font: system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', sans-serif;
    --journey-font-size: 0.875rem;
    --journey-radius: 10px;
    --journey-space: 1rem;
    --journey-background: light-dark(#ffffff, #14171c);
    --journey-surface: light-dark(#f6f7f9, #1c2027);
    --journey-hover: light-dark(#f1f3f7, #20252d);
    --journey-border: light-dark(#e2e5eb, #2e343e);
    --journey-text: light-dark(#171a21, #e9ecf1);
    --journey-muted: light-dark(#59616f, #a3acba);
    --journey-accent: light-dark(#2554cf, #92b1ff);
    --journey-accent-soft: light-dark(#ebf0fe, #222c45);
    --journey-live: light-dark(#0b7a3e, #5ad892);
    --journey-live-soft: light-dark(#e3f6eb, #14321f);
    --journey-idle: light-dark(#875800, #f3c14b);
    --journey-idle-soft: light-dark(#fdf1d3, #3a2d0c);
    --journey-inactive: light-dark(#565e6b, #aab2bf);
    --journey-inactive-soft: light-dark(#eceef2, #272c34);
    --journey-danger: light-dark(#b3261e, #ff9d94);
    --journey-voice: light-dark(#2554cf, #92b1ff);
    --journey-messaging: light-dark(#7038c7, #c3a2ff);
    --journey-digital: light-dark(#0a7078, #5fd0d8);
    --journey-social: light-dark(#b02a78, #ff9bd0);
    --journey-website: light-dark(#9a4a06, #f7b272);
    --journey-other: light-dark(#565e6b, #aab2bf);
    --journey-shadow: 0 -1px 0 var(--journey-border), 0 -12px 28px -18px light-dark(rgb(20 25 40 / 28%), rgb(0 0 0 / 80%));
    color-scheme: light dark;
  }
  :host([theme='light']) {
    color-scheme: light;
  }
  :host([theme='dark']) {
    color-scheme: dark;
  }
  @media (prefers-contrast: more) {
    :host {
      --journey-border: light-dark(#6b7280, #8b95a5);
      --journey-muted: light-dark(#363c47, #d3d9e2);
      --journey-text: light-dark(#000000, #ffffff);
    }
  }
`,Jt,Xt,Zt,Yt,Qt],en={LIVE:F`<circle class="pulse" cx="6" cy="6" r="4" /><circle class="fill" cx="6" cy="6" r="4" />`,IDLE:F`<circle class="line" cx="6" cy="6" r="3.5" /><path class="fill" d="M6 2.5a3.5 3.5 0 0 0 0 7Z" />`,INACTIVE:F`<circle class="line" cx="6" cy="6" r="3.5" />`};function tn({status:e,startedAt:t},n){if(e===`ENDED`)return P`<time class="date" part="date" datetime=${t}>${n.date(t)}</time>`;let r=e.toLowerCase();return P`<span class="badge ${r}" part="badge badge-${r}"
    ><svg class="mark" viewBox="0 0 12 12" aria-hidden="true" focusable="false">${en[e]}</svg>${n.t(`status.${e}`)}</span
  >`}function nn(e,t,n,r){let{t:i}=r,{phase:a,subject:o}=e,s=t?.details,c=e.queue===void 0?t?.queue:e.queue,l=e.agent===void 0?t?.agent:e.agent,u=(e,t)=>e===void 0||e!==null&&e.name===void 0?i(`details.unavailable`):e?.name??t,d=e=>e?r.duration(e):void 0;return[[i(`details.queue`),n.queues?P`<b data-fact="queue">${u(c,`–`)}</b>`:P`<i data-fact="queue">${i(`details.hidden`)}</i>`],[i(`details.agent`),P`<b data-fact="agent">${u(l,i(`card.noAgent`))}</b>`],[i(`details.subject`),o],[i(`details.state`),a?i(`phase.${a}`):void 0],[i(`details.talk`),d(s?.talkSeconds)],[i(`details.hold`),d(s?.holdSeconds)]]}function rn({wrapUps:e,endedAt:t},{wrapUps:n},r){let{t:i}=r;return e?P`<section class="part">
    <h4>${i(`details.wrapUps`)}</h4>
    ${e.length>0?P`<ul class="wrap-up-list" role="list">
            ${e.map(({code:e,notes:t,agent:a,at:o})=>P`<li>
                <b>${e===void 0?i(n?`details.unavailable`:`details.hidden`):e?.name??e?.id??`–`}</b>
                <span class="muted">${[a?.name,o?r.dateTime(o):void 0].filter(Boolean).join(`, `)}</span>
                ${t?P`<p class="notes" dir="auto">${t}</p>`:L}
              </li>`)}
          </ul>`:P`<p class="muted">${i(t?`details.noWrapUp`:`details.noWrapUpYet`)}</p>`}
  </section>`:L}var an={voice:F`<path d="M5.2 3.5h2.1l1.3 3.3-1.5 1.4a8.6 8.6 0 0 0 4.7 4.7l1.4-1.5 3.3 1.3v2.1c0 .9-.7 1.6-1.6 1.6A11.4 11.4 0 0 1 3.6 5.1c0-.9.7-1.6 1.6-1.6Z"/>`,messaging:F`<path d="M3.5 5.6c0-.9.7-1.6 1.6-1.6h9.8c.9 0 1.6.7 1.6 1.6v6.3c0 .9-.7 1.6-1.6 1.6H9.6L6.2 16.4v-2.9H5.1c-.9 0-1.6-.7-1.6-1.6Z"/><path d="M7 7.7h6M7 10.1h3.6"/>`,digital:F`<rect x="3" y="4.5" width="14" height="11" rx="1.8"/><path d="m3.6 6 6.4 4.8L16.4 6"/>`,social:F`<circle cx="5.4" cy="10" r="2.1"/><circle cx="14.2" cy="5.2" r="2.1"/><circle cx="14.2" cy="14.8" r="2.1"/><path d="m7.3 9 5-2.8M7.3 11l5 2.8"/>`,website:F`<rect x="2.8" y="3.8" width="14.4" height="12.4" rx="1.8"/><path d="M2.8 7.4h14.4M5.3 5.6h.01M7.5 5.6h.01"/>`,other:F`<rect x="3.2" y="6" width="13.6" height="10" rx="1.8"/><path d="M7.4 6V4.9c0-.6.5-1.1 1.1-1.1h3c.6 0 1.1.5 1.1 1.1V6M3.2 10.6h13.6"/>`,journey:F`<circle cx="5" cy="15" r="1.9"/><circle cx="15" cy="5" r="1.9"/><path d="M6.9 15h5.2a2.7 2.7 0 0 0 0-5.4H8a2.3 2.3 0 0 1 0-4.6h5.1"/>`,person:F`<circle cx="10" cy="6.8" r="3"/><path d="M4.2 16.6c.5-3.2 2.8-5 5.8-5s5.3 1.8 5.8 5"/>`,queue:F`<path d="M3.5 5.5h13M3.5 10h9M3.5 14.5h6"/>`,organization:F`<path d="M4 16.5v-12c0-.6.4-1 1-1h6c.6 0 1 .4 1 1v12M12 8h3c.6 0 1 .4 1 1v7.5M2.5 16.5h15M7 7h2M7 10h2M7 13h2"/>`,lock:F`<rect x="4.5" y="9" width="11" height="7.5" rx="1.6"/><path d="M7 9V6.5a3 3 0 0 1 6 0V9"/>`,close:F`<path d="m5.5 5.5 9 9m0-9-9 9"/>`,repeat:F`<path d="M4 9.2A6 6 0 0 1 14.6 6L16 7.4M16 4v3.4h-3.4M16 10.8A6 6 0 0 1 5.4 14L4 12.6M4 16v-3.4h3.4"/>`,transfer:F`<path d="M3.5 7h12m-3-3 3 3-3 3M16.5 13.5h-12m3-3-3 3 3 3"/>`,offline:F`<path d="M3 3l14 14M6.2 12.6a5.4 5.4 0 0 1 5-1.4M3.4 9.3a9.6 9.6 0 0 1 3.4-2.1M9.4 6.3a9.6 9.6 0 0 1 7.2 3M10 15.6h.01"/>`,clock:F`<circle cx="10" cy="10" r="6.7"/><path d="M10 6.2V10l2.6 1.7"/>`,search:F`<circle cx="8.8" cy="8.8" r="4.8"/><path d="m12.4 12.4 4 4"/>`,tag:F`<path d="M3.5 4.6v4.6l7.3 7.3 5.7-5.7-7.3-7.3H4.6c-.6 0-1.1.5-1.1 1.1Z"/><path d="M7 7h.01"/>`,check:F`<path d="m4.5 10.5 3.6 3.6 7.4-8"/>`,gift:F`<rect x="3.2" y="7.2" width="13.6" height="3" rx="1"/><path d="M4.6 10.2v5c0 .7.6 1.3 1.3 1.3h8.2c.7 0 1.3-.6 1.3-1.3v-5M10 7.2v9.3M10 7.2C8 7.2 6.6 6.4 6.6 5S8.9 3.3 10 7.2Zm0 0c2 0 3.4-.8 3.4-2.2S11.1 3.3 10 7.2Z"/>`,alert:F`<path d="M10 3.6 2.9 16h14.2ZM10 8.2v3.6M10 13.9h.01"/>`,start:F`<circle cx="10" cy="10" r="3.2"/>`,end:F`<rect x="6.6" y="6.6" width="6.8" height="6.8" rx="1"/>`,external:F`<path d="M8 4.5H5.6c-.6 0-1.1.5-1.1 1.1v8.8c0 .6.5 1.1 1.1 1.1h8.8c.6 0 1.1-.5 1.1-1.1V12M11.5 4.5h4v4M15.2 4.8 9.5 10.5"/>`};function Z(e,t=``){return P`<svg class="icon ${t}" viewBox="0 0 20 20" aria-hidden="true" focusable="false">${an[e]}</svg>`}var on={VOICE:`voice`,MESSAGING:`messaging`,DIGITAL:`digital`,SOCIAL:`social`,WEBSITE:`website`,OTHER:`other`};function sn(e){return Z(on[e]??`other`)}function cn(e){return!e||!/^#?[0-9a-f]{3,8}$/i.test(e)?void 0:P`<svg class="dot" viewBox="0 0 8 8" aria-hidden="true" focusable="false"><circle cx="4" cy="4" r="4" fill=${e.startsWith(`#`)?e:`#${e}`} /></svg>`}function ln(e){let t=e.filter(([,e])=>e!=null&&e!==``);return t.length===0?L:P`<dl class="facts">
    ${t.map(([e,t])=>P`<div><dt>${e}</dt><dd>${t}</dd></div>`)}
  </dl>`}function un(e,t,n){let r=He(e);return r===void 0?t??e:P`<a href=${r} target="_blank" rel="noopener noreferrer" title=${r}
    >${t||r}${Z(`external`)}<span class="hidden"> (${n.t(`details.newWindow`)})</span></a
  >`}function dn(e){let t=He(e);return t===void 0?void 0:new URL(t).hostname}var fn=(...e)=>e.filter(Boolean).join(`, `)||void 0,pn={externalcontacts:`External contacts`,eventtype:`Event Type`,sessiontype:`Session Type`,wrapupcode:`Wrap up code`,segmentassignment:`Segment Assignment`,conversationdetail:`Conversation Detail`};function mn(e){return e.split(`:`).map(e=>pn[e.toLowerCase()]??hn(e.replace(/([a-z])([A-Z])/g,`$1 $2`))).join(` > `)}function hn(e){return e.charAt(0).toUpperCase()+e.slice(1)}function gn(e,t){let n=new Intl.ListFormat(t.locale,{type:`conjunction`}).format(e.map(({part:e})=>t.t(`part.${e}`)));return P`<details class="notices" part="notices">
    <summary>${Z(`lock`)}<span>${t.t(`denied`,{parts:n})}</span></summary>
    <ul role="list">
      ${e.map(e=>P`<li part="notice" data-part=${e.part}>${_n(e,t)}</li>`)}
    </ul>
  </details>`}function _n({part:e,any:t,all:n,scope:r},i){let[a,o]=i.t(`denied.${e}`,{reason:`
`}).split(`
`);return P`${a}${vn({any:t,all:n,scope:r},i)}${o}`}function vn({any:e,all:t,scope:n},r){let{t:i,locale:a}=r;if(n.length>0)return i(`denied.needScope`,{scopes:n.join(`, `)});if(e.length===0&&t.length===0)return i(`denied.byPlatform`);let o=[...t,...e.slice(0,1)],s=new Intl.ListFormat(a,{type:`conjunction`}).formatToParts(o).map(({type:e,value:t})=>e===`element`?P`<b>${mn(t)}</b> (<code>${t}</code>)`:t),[c,l]=i(`denied.need`,{permissions:`
`}).split(`
`);return P`${c}${s}${l}`}function yn({name:e,icon:t,title:n,text:r,onRetry:i},a){return P`<div class="state" part="state state-${e}" data-state=${e}>
    ${Z(t,`large`)}
    <h2>${n}</h2>
    <p>${r}</p>
    ${i?P`<button type="button" class="button" part="button" @click=${i}>${a.t(`state.retry`)}</button>`:L}
  </div>`}function bn(e,t){let{format:n,denied:r,failure:i,retry:a,onRetry:o}=t,{t:s}=n,c=e=>yn(e,n);switch(e){case`loading`:return wn(n);case`empty`:return c({name:`empty`,icon:`journey`,title:s(`state.empty.title`),text:s(`state.empty.text`)});case`ready`:return c({name:`no-sessions`,icon:`journey`,title:s(`state.noSessions.title`),text:s(`state.noSessions.text`)});case`forbidden`:{let e=r.find(({part:e})=>e===`sessions`),t=P`${e?_n(e,n):L} ${s(`state.forbidden.text`)}`;return c({name:`forbidden`,icon:`lock`,title:s(`state.forbidden.title`),text:t})}case`not-found`:return c({name:`not-found`,icon:`search`,title:s(`state.notFound.title`),text:s(`state.notFound.text`)});case`no-customer`:return c({name:`no-customer`,icon:`person`,title:s(`state.noCustomer.title`),text:s(`state.noCustomer.text`)});case`signed-out`:return c({name:`signed-out`,icon:`lock`,title:s(`state.signedOut.title`),text:s(`state.signedOut.text`)});case`failed`:return c(xn(i,a,n,o))}}function xn(e,t,{t:n},r){let i=n(`state.waiting`,{count:t.seconds??0});switch(e?.reason){case`offline`:return{name:`offline`,icon:`offline`,title:n(`state.offline.title`),text:n(`state.offline.text`),onRetry:r};case`rate-limited`:return{name:`rate-limited`,icon:`clock`,title:n(`state.rateLimited.title`),text:i};case`overloaded`:return{name:`rate-limited`,icon:`clock`,title:n(`state.overloaded.title`),text:i};default:{let t=e?P`${e.message} <code>${e.code}</code>`:L;return{name:`failed`,icon:`alert`,title:n(`state.failed.title`),text:t,onRetry:r}}}}function Sn(e,t,n,r){let{title:i,text:a,onRetry:o}=xn(e,t,n,r);return P`<div class="inline-failure" role="alert">
    ${Z(`alert`)}<span><b>${i}</b> ${a}</span>
    ${o?P`<button type="button" class="button" part="button" @click=${o}>${n.t(`state.retry`)}</button>`:L}
  </div>`}function Cn(e,{t},n){return P`<div class="inline-failure" role="alert">
    ${Z(`alert`)}<span><b>${t(`state.partFailed`)}</b> <code>${e.code}</code></span>
    <button type="button" class="button" part="button" @click=${n}>${t(`state.retry`)}</button>
  </div>`}function wn(e){let t=Array.from({length:6},()=>P`<div class="skeleton-row"><i></i><i></i><i></i></div>`);return P`<div class="skeleton" part="state state-loading" data-state="loading" role="status">
    <span class="hidden">${e.t(`state.loading`)}</span>
    <div class="skeleton-head"><i></i><i></i></div>
    ${t}
  </div>`}function Tn(e,t,n){let{t:r}=n,{events:i}=e;return i?P`<section class="part">
    <h4>${e.__typename===`ConversationSession`?r(`details.timeline`):r(`details.activity`)}</h4>
    ${i.complete?L:P`<p class="note">${Z(`alert`)}${r(`details.incomplete`)}</p>`}
    ${i.nodes.length===0?P`<p class="muted">${r(`details.noEvents`)}</p>`:P`<ol class="timeline" part="timeline" role="list">
            ${i.nodes.map((e,t)=>En(e,i.nodes[t-1],n))}
          </ol>`}
    ${i.pageInfo.hasNextPage?P`<button
            type="button"
            class="button"
            part="button"
            aria-disabled=${t.isLoadingEvents?`true`:L}
            @click=${()=>void t.moreEvents()}
          >
            ${r(`details.moreEvents`)}
          </button>`:L}
  </section>`:L}function En(e,t,n){let{icon:r,title:i,text:a}=Dn(e,n),o=t===void 0||n.date(t.createdAt)!==n.date(e.createdAt),s=e.__typename===`ConversationEvent`&&e.timeIsEstimated;return P`<li data-event=${e.type}>
    <span class="tick">${Z(r)}</span>
    <span class="entry"><b>${i}</b> ${a?P`<span class="text">${a}</span>`:L}</span>
    <time datetime=${e.createdAt} title=${s?n.t(`details.estimated`):L}
      >${s?`≈ `:``}${o?n.dateTime(e.createdAt):n.time(e.createdAt)}</time
    >
  </li>`}function Dn(e,t){let{t:n}=t;switch(e.__typename){case`ConversationEvent`:return Mn(e,t);case`WebEvent`:return e.searchQuery?{icon:`search`,title:n(`event.search`),text:e.searchQuery}:e.page?An(e.eventName)?{icon:`website`,title:On(e.page,t)}:{icon:`start`,title:kn(e.eventName??e.type),text:e.page.title??e.page.pathname}:{icon:`start`,title:kn(e.eventName??e.type)};case`WebActionEvent`:{let{action:t,actionMap:r}=e,i=n(`offer.${t?.state??`UNKNOWN`}`);return{icon:`gift`,title:r?.displayName??t?.prompt??n(`event.offer`),text:i}}case`SegmentAssignedEvent`:return{icon:`tag`,title:n(`event.segment`),text:P`${cn(e.segment?.color)}${e.segment?.displayName??``}`};case`AppEvent`:return e.searchQuery?{icon:`search`,title:n(`event.search`),text:e.searchQuery}:{icon:`other`,title:e.eventName?kn(e.eventName):n(`event.screen`),text:e.screenName};case`OutcomeAchievedEvent`:return{icon:`check`,title:n(`event.outcome`)};default:return{icon:`start`,title:kn(e.type)}}}function On({url:e,title:t,pathname:n},{t:r}){let i=He(e),a=P`<span class="hidden">${r(`event.page`)}: </span>${t??n??e}`;return i===void 0?a:P`<a class="plain" href=${i} target="_blank" rel="noopener noreferrer" title=${i}
    >${a}<span class="hidden"> (${r(`details.newWindow`)})</span></a
  >`}function kn(e){let t=e.replace(/[_.]+/g,` `).trim();return t.charAt(0).toUpperCase()+t.slice(1)}function An(e){return e===null||/page_?viewed|pageview/i.test(e)}var jn={CONVERSATION_STARTED:`start`,AGENT_TRANSFERRED:`transfer`,QUEUE_ENTERED:`queue`,AGENT_CONNECTED:`person`,AGENT_DISCONNECTED:`close`,WRAP_UP_ADDED:`check`,CONVERSATION_ENDED:`end`};function Mn(e,t){let{step:n,queue:r,agent:i,wrapUp:a,note:o,disconnectType:s}=e,c=[r?.name,i?.name,a?.code?.name,s].filter(Boolean).join(` · `),l=a?.notes??o;return{icon:jn[n]??`start`,title:t.t(`step.${n}`),text:P`${c}${l?P`<span class="notes" dir="auto">${l}</span>`:L}`}}function Nn(e,t){let{t:n}=t,{lastPage:r,referrer:i,campaign:a,browser:o}=e,s=i?.name??i?.hostname;return[[n(`details.lastPage`),r?un(r.url,r.title,t):void 0],[n(`details.referrer`),i?un(i.url,fn(s,i.keywords),t):void 0],[n(`details.campaign`),fn(a?.name,a?.source,a?.medium)],[n(`details.device`),Ln(e)],[n(`details.browser`),[o?.family,o?.version].filter(Boolean).join(` `)],[n(`details.location`),Rn(e)]]}function Pn(e,t){let{t:n}=t;return[[n(`details.app`),[e.app?.name,e.app?.version].filter(Boolean).join(` `)],[n(`details.device`),Ln(e)],[n(`details.location`),Rn(e)]]}function Fn(e,t){let{t:n}=t,r=e.segmentAssignments?.flatMap(({segment:e})=>e?.displayName?e:[])??[],i=(e.__typename===`WebSession`?e.offers:void 0)??[];return P`
    ${In(n(`details.searches`),e.searchTerms.map(e=>P`<li class="chip" dir="auto">${Z(`search`)}${e}</li>`))}
    ${In(n(`details.offers`),i.map(({actionMap:e,prompt:t,state:r})=>P`<li class="chip">
          ${Z(`gift`)}${e?.displayName??t??n(`event.offer`)}
          <span class="muted">${n(`offer.${r??`UNKNOWN`}`)}</span>
        </li>`))}
    ${In(n(`details.segments`),r.map(({displayName:e,color:t})=>P`<li class="chip">${cn(t)??Z(`tag`)}${e}</li>`))}
  `}function In(e,t){return t.length===0?L:P`<section class="part">
    <h4>${e}</h4>
    <ul class="chips" role="list">
      ${t}
    </ul>
  </section>`}function Ln({device:e}){let t=[e?.operatingSystem,e?.operatingSystemVersion].filter(Boolean).join(` `);return fn([e?.type,e?.category].find(e=>e&&e.toLowerCase()!==`unknown`),t)}function Rn({location:e}){return fn(e?.city,e?.regionName,e?.countryName)}function zn(e,t){let{format:n,onClose:r}=t,{t:i}=n,a=n.channel(e);return P`<section id="details" class="details" part="details" aria-labelledby="details-title">
    <header>
      <span class="node ${e.channel.group.toLowerCase()}">${sn(e.channel.group)}</span>
      <h3 id="details-title" tabindex="-1">${a}</h3>
      ${e.status===`ENDED`?L:tn(e,n)}
      <span class="spread"></span>
      <button type="button" class="quiet" part="button" aria-label=${i(`details.close`)} title=${i(`details.close`)} @click=${r}>
        ${Z(`close`)}
      </button>
    </header>
    <div class="details-body" tabindex="0" role="group" aria-labelledby="details-title">${Bn(e,t)}</div>
  </section>`}function Bn(e,t){let{format:n,selection:r,capabilities:i}=t,{t:a}=n,{details:o,failure:s}=r,c=()=>r.again();return r.isGone?P`<p class="note" role="status">${a(`details.gone`)}</p>`:P`
    ${!s&&r.partFailure?Cn(r.partFailure,n,c):L}
    ${s?Sn(s,r.retry,n,c):L}
    <div class="columns">
      <div class="column">
        ${ln([...Vn(e,o,i,n),...Hn(e,o,n)])}
        ${o?.__typename===`ConversationSession`?rn(o,i,n):L}
        ${o?.__typename===`WebSession`||o?.__typename===`AppSession`?Fn(o,n):L}
      </div>
      <div class="column">
        ${o?Tn(o,r,n):s?L:Un(n)}
      </div>
    </div>
  `}function Vn(e,t,n,r){return e.__typename===`ConversationSession`?nn(e,t?.__typename===`ConversationSession`?t:void 0,n,r):t?.__typename===`WebSession`?Nn(t,r):t?.__typename===`AppSession`?Pn(t,r):[]}function Hn(e,t,n){let{t:r}=n,{startedAt:i,endedAt:a,durationSeconds:o}=e;return[[r(`details.started`),n.dateTime(i)],[r(`details.ended`),a?n.dateTime(a):void 0],[r(`details.duration`),a&&o?n.duration(o):void 0],[r(`details.number`),t?.shortId],[r(`details.record`),t?.externalUrl?un(t.externalUrl,dn(t.externalUrl),n):void 0]]}function Un(e){return P`<div class="skeleton small" role="status">
    <span class="hidden">${e.t(`details.loading`)}</span>
    ${Array.from({length:4},()=>P`<div class="skeleton-row"><i></i><i></i></div>`)}
  </div>`}function Wn(e,t,n,r){let i=t=>r(ke.filter(n=>n===t!==e.includes(n)));return P`<div class="filters" part="filters" role="group" aria-label=${n.t(`filters`)}>
    <button
      type="button"
      class="filter"
      part="filter"
      aria-pressed=${e.length===0?`true`:`false`}
      @click=${()=>r([])}
    >
      ${n.t(`filter.all`)}
    </button>
    ${t.map(t=>P`<button
        type="button"
        class="filter ${t.toLowerCase()}"
        part="filter"
        data-group=${t}
        title=${n.t(`group.${t}`)}
        aria-pressed=${e.includes(t)?`true`:`false`}
        @click=${()=>i(t)}
      >
        ${sn(t)}<span class="name">${n.t(`group.${t}`)}</span>
      </button>`)}
  </div>`}function Gn(e,t){let{t:n}=t,{displayName:r,kind:i,organization:a,identifiers:o}=e,s=i&&i!==`UNKNOWN`?n(`customer.${i}`):void 0,c=e.segments?.flatMap(({segment:e})=>e?.displayName?e:[])??[];return P`<header class="header" part="header">
    <span class="avatar" aria-hidden="true">${r?Yn(r):Z(`person`)}</span>
    <div class="identity">
      <h2 part="name">${r??n(`customer.unnamed`)}</h2>
      <p class="about">
        ${s?P`<span>${s}</span>`:L}
        ${a?.name?P`<span>${Z(`organization`)}${a.name}</span>`:L}
        ${Jn(e).map(e=>P`<span>${e}</span>`)}
      </p>
    </div>
    ${c.length>0||o?.length?P`<div class="known">${Kn(c,t)}${qn(o??[],t)}</div>`:L}
  </header>`}function Kn(e,{t}){return e.length===0?L:P`<ul class="segments" role="list" aria-label=${t(`customer.segments`)}>
    ${e.map(({displayName:e,color:t})=>P`<li class="chip">${cn(t)??Z(`tag`)}${e}</li>`)}
  </ul>`}function qn(e,{t}){return e.length===0?L:P`<details class="identifiers">
    <summary>${t(`customer.identifiers`)} <span class="count">${e.length}</span></summary>
    <dl>
      ${e.map(({type:e,platformType:n,value:r,externalSource:i})=>P`<div>
          <dt>${i?.name??(e?t(`identifier.${e}`):n)}</dt>
          <dd>${r}</dd>
        </div>`)}
    </dl>
  </details>`}function Jn({emails:e,phones:t}){let n=t?.flatMap(({display:e,e164:t})=>e??t??[])??[];return[...new Set([...n,...e??[]])]}function Yn(e){let t=e.trim().split(/\s+/);return(t.length>1?[t[0],t.at(-1)]:t).map(e=>[...e??``][0]?.toUpperCase()??``).join(``)}var Xn={ATTRIBUTE:1,CHILD:2,PROPERTY:3,BOOLEAN_ATTRIBUTE:4,EVENT:5,ELEMENT:6},Zn=e=>(...t)=>({_$litDirective$:e,values:t}),Qn=class{constructor(e){}get _$AU(){return this._$AM._$AU}_$AT(e,t,n){this._$Ct=e,this._$AM=t,this._$Ci=n}_$AS(e,t){return this.update(e,t)}update(e,t){return this.render(...t)}},$n={},er=Zn(class extends Qn{constructor(){super(...arguments),this.ot=$n}render(e,t){return t()}update(e,[t,n]){if(Array.isArray(t)){if(Array.isArray(this.ot)&&this.ot.length===t.length&&t.every((e,t)=>e===this.ot[t]))return I}else if(this.ot===t)return I;return this.ot=Array.isArray(t)?Array.from(t):t,this.render(t,n)}}),{I:tr}=Se,nr=e=>e,rr=()=>document.createComment(``),Q=(e,t,n)=>{let r=e._$AA.parentNode,i=t===void 0?e._$AB:t._$AA;if(n===void 0)n=new tr(r.insertBefore(rr(),i),r.insertBefore(rr(),i),e,e.options);else{let t=n._$AB.nextSibling,a=n._$AM,o=a!==e;if(o){let t;n._$AQ?.(e),n._$AM=e,n._$AP!==void 0&&(t=e._$AU)!==a._$AU&&n._$AP(t)}if(t!==i||o){let e=n._$AA;for(;e!==t;){let t=nr(e).nextSibling;nr(r).insertBefore(e,i),e=t}}}return n},$=(e,t,n=e)=>(e._$AI(t,n),e),ir={},ar=(e,t=ir)=>e._$AH=t,or=e=>e._$AH,sr=e=>{e._$AR(),e._$AA.remove()},cr=(e,t,n)=>{let r=new Map;for(let i=t;i<=n;i++)r.set(e[i],i);return r},lr=Zn(class extends Qn{constructor(e){if(super(e),e.type!==Xn.CHILD)throw Error(`repeat() can only be used in text expressions`)}dt(e,t,n){let r;n===void 0?n=t:t!==void 0&&(r=t);let i=[],a=[],o=0;for(let t of e)i[o]=r?r(t,o):o,a[o]=n(t,o),o++;return{values:a,keys:i}}render(e,t,n){return this.dt(e,t,n).values}update(e,[t,n,r]){let i=or(e),{values:a,keys:o}=this.dt(t,n,r);if(!Array.isArray(i))return this.ut=o,a;let s=this.ut??=[],c=[],l,u,d=0,f=i.length-1,p=0,m=a.length-1;for(;d<=f&&p<=m;)if(i[d]===null)d++;else if(i[f]===null)f--;else if(s[d]===o[p])c[p]=$(i[d],a[p]),d++,p++;else if(s[f]===o[m])c[m]=$(i[f],a[m]),f--,m--;else if(s[d]===o[m])c[m]=$(i[d],a[m]),Q(e,c[m+1],i[d]),d++,m--;else if(s[f]===o[p])c[p]=$(i[f],a[p]),Q(e,i[d],i[f]),f--,p++;else if(l===void 0&&(l=cr(o,p,m),u=cr(s,d,f)),l.has(s[d])){if(l.has(s[f])){let t=u.get(o[p]),n=t===void 0?null:i[t];if(n===null){let t=Q(e,i[d]);$(t,a[p]),c[p]=t}else c[p]=$(n,a[p]),Q(e,i[d],n),i[t]=null;p++}else sr(i[f]),f--}else sr(i[d]),d++;for(;p<=m;){let t=Q(e,c[m+1]);$(t,a[p]),c[p++]=t}for(;d<=f;){let e=i[d++];e!==null&&sr(e)}return this.ut=o,ar(e,c),I}});function ur(e,{format:t,isOpen:n,onToggle:r}){let i=dr(e,t);return P`<button
    type="button"
    class="card"
    part="card card-${e.status.toLowerCase()}"
    data-session=${e.id}
    aria-expanded=${n?`true`:`false`}
    aria-controls=${n?`details`:L}
    @click=${()=>r(e)}
  >
    <span class="when">${tn(e,t)} <span class="time">${t.time(e.startedAt)}</span></span>
    <span class="node ${e.channel.group.toLowerCase()}" part="channel">${sn(e.channel.group)}</span>
    <span class="what">
      <span class="label">${t.channel(e)}</span>
      ${i?P`<span class="subtitle">${i}</span>`:L}
    </span>
    <span class="who">${fr(e)}</span>
    <span class="length">${pr(e,t)}</span>
  </button>`}function dr(e,t){switch(e.__typename){case`ConversationSession`:return e.subject?e.subject:e.status!==`ENDED`&&e.phase?t.t(`phase.${e.phase}`):e.wrapUp?.code?.name??``;case`WebSession`:return e.lastPage?.title??``;case`AppSession`:return[e.app?.name,e.lastScreen].filter(Boolean).join(` · `);case`CaseSession`:return e.reference??``;default:return``}}function fr(e){if(e.__typename!==`ConversationSession`)return L;let t=e.queue?.name,n=e.agent?.name;return P`${t?P`<span class="queue">${Z(`queue`)}<span>${t}</span></span>`:L}
  ${n?P`<span class="agent">${Z(`person`)}<span>${n}</span></span>`:L}`}function pr(e,t){return e.__typename===`WebSession`&&e.pageviewCount?t.t(`card.pages`,{count:e.pageviewCount}):e.__typename===`AppSession`&&e.screenviewCount?t.t(`card.screens`,{count:e.screenviewCount}):e.status===`ENDED`&&e.durationSeconds?t.duration(e.durationSeconds):``}function mr(e,t){let{format:n,openId:r,onToggle:i}=t;return P`${lr(hr(e,n),([e])=>e,([e,t])=>P`<section class="period" aria-label=${e}>
      <h3 part="period">${e}</h3>
      <ul role="list">
        ${lr(t,({id:e})=>e,e=>{let t=e.id===r;return P`<li>
              ${er([e,t,n],()=>ur(e,{format:n,isOpen:t,onToggle:i}))}
            </li>`})}
      </ul>
    </section>`)}${e.length===0?P`<p class="none">${n.t(`list.noneOfFilter`)}</p>`:L}`}function hr(e,t,n){let r=[];for(let i of e){let e=t.period(i.startedAt,n),a=r.at(-1);a?.[0]===e?a[1].push(i):r.push([e,[i]])}return r}function gr(e,t){let{t:n}=t,{current:r,lastContact:i,contactsByGroup:a}=e,o=e=>a.reduce((t,n)=>t+n[e],0),s=e.lastWrapUps.flatMap(({code:e,notes:t})=>e?.name?[{name:e.name,notes:t}]:[]);return P`<section class="summary" part="summary" aria-label=${n(`summary`)}>
    <dl class="figures">
      <div class=${e.openNow>0?`is-open`:``}>
        <dt>${n(`summary.openNow`)}</dt>
        <dd class="figure" data-figure="openNow">${e.openNow}</dd>
      </div>
      <div>
        <dt>${n(r?`summary.contactsWithCurrent`:`summary.contacts`)}</dt>
        <dd class="contacts">
          <span><b class="figure" data-figure="last7Days">${o(`last7Days`)}</b> ${n(`summary.contactsOf`,{days:7})}</span>
          <span aria-hidden="true">·</span>
          <span><b class="figure" data-figure="last30Days">${o(`last30Days`)}</b> ${n(`summary.contactsOf`,{days:30})}${a.length>0?`:`:L}</span>
          ${a.map(e=>xr(e,t))}
        </dd>
      </div>
      ${r?_r(`current`,n(`summary.current`),r,t):L}
      ${i===void 0?L:_r(`lastContact`,n(`summary.lastContact`),i,t)}
      ${s.length>0?P`<div class="wrap-ups">
              <dt>${n(`summary.lastWrapUps`)}</dt>
              <dd>${s.map(({name:e,notes:t})=>P`<span class="chip" title=${t??L}>${e}</span>`)}</dd>
            </div>`:L}
    </dl>
    ${yr(e)?br(e,t):L}
  </section>`}function _r(e,t,n,r){return P`<div class="last">
    <dt>${t}</dt>
    <dd data-figure=${e}>
      ${n?P`<b>${r.channel(n)}</b> <time datetime=${n.startedAt}>${r.dateTime(n.startedAt)}</time>`:r.t(`summary.none`)}
    </dd>
  </div>`}var vr=({complete:e,oldestAt:t})=>!e&&t!==null;function yr(e){return e.repeatContact||e.lastEndedInTransfer===!0||vr(e)}function br(e,t){let{t:n}=t,{repeatContact:r,lastEndedInTransfer:i,sessionCount:a,oldestAt:o}=e;return P`<ul class="flags" role="list">
    ${r?P`<li class="flag">${Z(`repeat`)}${n(`summary.repeatContact`)}</li>`:L}
    ${i?P`<li class="flag">${Z(`transfer`)}${n(`summary.transfer`)}</li>`:L}
    ${vr(e)?P`<li class="window">${n(`summary.window`,{count:a,date:t.date(o??``)})}</li>`:L}
  </ul>`}function xr({group:e,last7Days:t,last30Days:n},{t:r}){let i=r(`summary.contactsByGroup`,{group:r(`group.${e}`),last7:t,last30:n});return P`<span class="by-group" title=${i}>
    ${sn(e)}<span aria-hidden="true">${n}</span><span class="hidden">${i}</span>
  </span>`}var Sr=import.meta.url,Cr=class extends V{static styles=$t;static properties={endpoint:{},customerId:{attribute:`customer-id`},conversationId:{attribute:`conversation-id`},token:{},getToken:{attribute:!1},locale:{},theme:{reflect:!0}};#e=new qt(this);#t=new Oe((e,t)=>this.#n.t(`live.added`,{count:e,label:t}),()=>this.requestUpdate());#n=new Be(`en`);#r;#i=``;#a;get endpointUrl(){return new URL(this.endpoint||new URL(`/graphql`,Sr),document.baseURI).href}connectedCallback(){super.connectedCallback(),this.#a=Fe(()=>this.#h()),this.#r=new IntersectionObserver(e=>{e.some(({isIntersecting:e})=>e)&&this.#e.more()}),this.#i=``,this.hasUpdated&&this.#e.start()}disconnectedCallback(){super.disconnectedCallback(),this.#a?.(),this.#r?.disconnect(),this.#t.stop()}tokenExpired(){this.#g(`journey-token-expired`)}customerLoaded({id:e,displayName:t}){this.#g(`journey-customer`,{id:e,displayName:t??null})}sessionAdded(e){this.#t.add(this.#n.channel(e))}connectionChanged(e){e&&this.#t.say(this.#n.t(`live.online`))}journeyFailed({code:e,message:t}){this.#g(`journey-error`,{code:e,message:t})}willUpdate(e){(e.has(`locale`)||!this.hasUpdated)&&this.#h(),e.has(`endpoint`)||e.has(`customerId`)||e.has(`conversationId`)||!this.hasUpdated?this.#e.start():e.has(`token`)?this.#e.tokenChanged():e.has(`getToken`)&&this.#e.getTokenChanged()}render(){let{customer:e,phase:t}=this.#e,n=this.#n,r=t===`ready`||t===`forbidden`;return P`<div class="journey" part="journey" lang=${n.locale} data-phase=${t} @keydown=${this.#m}>
      <div class="hidden" role="status">${this.#t.text}</div>
      ${this.#e.isOnline?L:P`<div class="banner" part="banner" role="status">${Z(`offline`)}${n.t(`live.offline`)}</div>`}
      <div class="scroll" part="scroll">
        ${e&&r?Gn(e,n):L}
        ${t===`ready`?this.#o():this.#l()}
      </div>
      ${t===`ready`?this.#c():L}
    </div>`}updated(){let{store:e,pager:t}=this.#e,n=`${e.size} ${t.isLoading} ${t.groups}`,r=this.renderRoot.querySelector(`.sentinel`);(n!==this.#i||r===null)&&(this.#i=n,this.#r?.disconnect(),r!==null&&!t.isLoading&&this.#r?.observe(r))}#o(){let{store:e,pager:t,selection:n,summary:r,denied:i,partFailure:a,retryParts:o}=this.#e,s=this.#n,c=e.visible(t.groups);return P`
      ${a?Cn(a,s,o):L}
      ${r&&r.sessionCount>0?gr(r,s):L}
      ${i.length>0?gn(i,s):L}
      ${e.size===0&&!t.hasMore?this.#l():P`${Wn(t.groups,this.#u(),s,e=>t.filter(e))}
              <div class="list" part="list" role="region" aria-label=${s.t(`list`)}>
                ${c.length>0||!t.hasMore?mr(c,{format:s,openId:n.id,onToggle:this.#d}):L}
                ${this.#s(c.length)}
              </div>`}
    `}#s(e){let{pager:t}=this.#e,n=this.#n;return t.failure?Sn(t.failure,t.retry,n,()=>this.#e.retryPage()):t.hasMore?P`<div class="sentinel"></div>
      ${t.isLoading?P`<p class="end" role="status">${n.t(`list.loading`)}</p>`:P`<p class="end">
              <button type="button" class="button" part="button" @click=${()=>this.#e.more()}>${n.t(`list.more`)}</button>
            </p>`}`:e>0?P`<p class="end">${n.t(`list.end`,{count:e})}</p>`:L}#c(){let{store:e,selection:t}=this.#e,n=t.id===void 0?void 0:e.get(t.id)??t.details;if(!n)return L;let r=this.#e.capabilities();return zn(n,{format:this.#n,selection:t,capabilities:r,onClose:this.#f})}#l(){let{phase:e,failure:t,denied:n,retry:r}=this.#e;return bn(e,{format:this.#n,failure:t,denied:n,retry:r,onRetry:()=>this.#e.start()})}#u(){let{store:e,pager:t}=this.#e,n=new Set(e.all().map(({channel:e})=>e.group));return ke.filter(r=>n.has(r)||t.groups.includes(r)||e.position([]).hasMore&&r!==`OTHER`)}#d=e=>{let{selection:t}=this.#e;t.id===e.id?this.#f():(t.open(e),this.#g(`journey-session`,{id:e.id}),this.updateComplete.then(()=>{this.renderRoot.querySelector(`#details-title`)?.focus({preventScroll:!0}),this.#p(e.id)?.scrollIntoView({block:`nearest`})}))};#f=()=>{let{selection:e}=this.#e,{id:t}=e;e.close(),this.requestUpdate(),this.#g(`journey-session`,{id:null}),this.updateComplete.then(()=>this.#p(t)?.focus())};#p(e){return this.renderRoot.querySelector(`.card[data-session="${CSS.escape(e??``)}"]`)}#m=e=>{if(e.key===`Escape`&&this.#e.selection.id!==void 0){e.stopPropagation(),this.#f();return}let t=e.target.closest(`.card`);if(!t||e.ctrlKey||e.metaKey||e.altKey)return;let n=[...this.renderRoot.querySelectorAll(`.card`)],r=n.indexOf(t),i=n[{ArrowDown:r+1,ArrowUp:r-1,Home:0,End:n.length-1}[e.key]??-1];i&&(e.preventDefault(),i.focus())};#h(){let e=this.closest(`[lang]`)?.getAttribute(`lang`)??document.documentElement.lang;this.#n=new Be(Ie([this.locale,e,navigator.language])),this.requestUpdate()}#g(e,t){this.dispatchEvent(new CustomEvent(e,{bubbles:!0,composed:!0,detail:t}))}};customElements.get(`customer-journey`)||customElements.define(`customer-journey`,Cr);export{Cr as CustomerJourney,Pe as registerLocale};